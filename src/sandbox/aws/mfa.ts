import {createHmac} from 'node:crypto';
import type {PracticeClock} from '../clock.ts';

const windowMs = 30_000;

export interface MfaDevices {
  /** The six digits that the device shows now; a new one every 30 s of the practice clock. */
  code(serial: string): string;
  /** Whether the code is the device's of now or of the window before; each is good once. */
  take(serial: string, code: string): boolean;
}

export function createMfaDevices(seed: number, clock: PracticeClock): MfaDevices {
  const used = new Set<string>();
  const codeAt = (serial: string, at: number) => {
    const mac = createHmac('sha256', `practice mfa ${seed}`).update(`${serial} ${at}`).digest();
    return String(mac.readUInt32BE() % 1_000_000).padStart(6, '0');
  };
  const window = () => Math.floor(clock.now() / windowMs);
  return {
    code: serial => codeAt(serial, window()),
    take: (serial, code) => {
      const at = [window(), window() - 1].find(one => codeAt(serial, one) === code);
      if (at === undefined || used.has(`${serial} ${at}`)) return false;
      used.add(`${serial} ${at}`);
      return true;
    },
  };
}
