import type {HouseHost} from '../../src/cli/host.ts';
import type {Inspection} from '../../src/core/inspection.ts';
import {Trouble} from '../../src/core/problem.ts';
import {Secret} from '../../src/core/secret.ts';
import type {Delivered, Pending, SinkDesk, SinkPreview, SinkSecrets} from '../../src/core/sink.ts';

export const WELL: Inspection = {
  node: {version: '24.9.0', least: '22.19'},
  settings: {path: '/home/ada/.config/stint/config.json', isThere: true, isPrivate: true, problem: null},
  state: {path: '/home/ada/.local/state/stint', isThere: true, isPrivate: true, problem: null},
  tokens: {level: 'keyring', protection: 'AES-256-GCM, the key in the keyring', problem: null},
  keyring: {label: 'Secret Service', reason: null},
  signingKey: {key: 'ab'.repeat(32), reason: null},
};

/** What house-keeping finds outside; a test changes it in place. */
export class FakeHouse {
  inspection: Inspection = WELL;
  /** By `NAME.part`. */
  readonly kept = new Map<string, string>();

  host(): HouseHost {
    return {inspect: async () => this.inspection, sinkSecrets: async () => this.#secrets()};
  }

  #secrets(): SinkSecrets {
    return {
      read: async sink => {
        const [url, token] = [this.kept.get(`${sink}.url`), this.kept.get(`${sink}.token`)];
        if (url === undefined) return undefined;
        return {url: new Secret(url), token: token === undefined ? undefined : new Secret(token)};
      },
      set: async (sink, name, value) => {
        if (name === 'url' && !value.reveal().startsWith('https://'))
          throw new Trouble({code: 'usage', reason: 'The address does not begin with https://.'});
        this.kept.set(`${sink}.${name}`, value.reveal());
      },
      forget: async sink => {
        for (const name of ['url', 'token']) this.kept.delete(`${sink}.${name}`);
      },
    };
  }
}

export const waitingAt = (sink: string, parts: Partial<Pending> = {}): Pending => ({
  ...{sink, waiting: 0, first: null, failures: 0, failingSince: null, problem: null, dueAt: null},
  ...parts,
});

/** Sinks with memory: what they were asked to do, and for how long. */
export class FakeDesk implements SinkDesk {
  rows: readonly Pending[];
  shown: readonly SinkPreview[] = [];
  delivers: (signal: AbortSignal) => Promise<readonly Delivered[]> = async () => [];
  readonly limits: number[] = [];

  constructor(...rows: readonly Pending[]) {
    this.rows = rows;
  }

  async pending(): Promise<readonly Pending[]> {
    return this.rows;
  }

  async previews(): Promise<readonly SinkPreview[]> {
    return this.shown;
  }

  deliver(signal: AbortSignal, limit: number): Promise<readonly Delivered[]> {
    this.limits.push(limit);
    return this.delivers(signal);
  }
}
