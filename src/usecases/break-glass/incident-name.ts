import {incidentWord} from '../../core/emergency.ts';
import {emergencyLineIn} from '../../core/incident-lines.ts';
import {Trouble} from '../../core/problem.ts';
import {type Millis, seconds} from '../../core/time.ts';
import {visible} from '../../core/untrusted.ts';
import {LATE, within} from './bounds.ts';
import type {EmergencyApp} from './emergency-app.ts';

/** Whether a name is new is looked at no longer than this. */
const LOOK_LIMIT: Millis = seconds(0.5);
const LONGEST = 64;

/** Rejects `usage` for a name that makes no sense, or that was there before. What cannot be looked at in time is new. */
export async function refuseIncidentName(
  app: Pick<EmergencyApp, 'clock' | 'incidents' | 'audit'>,
  name: string,
  signal: AbortSignal,
): Promise<void> {
  refuseOdd(name);
  const looks = [
    async () => (await app.incidents.opened()).some(({id}) => id === name),
    () => isOnRecord(app.audit.entries(), name),
  ];
  const found = await Promise.all(
    looks.map(look => within(app.clock, LOOK_LIMIT, signal, look).catch(() => LATE)),
  );
  if (found.includes(true)) throw new Trouble(usedTwice(name));
}

function refuseOdd(name: string): void {
  const isName = name.trim() === name && name !== '' && name.length <= LONGEST;
  if (isName && visible(name) === name) return;
  throw new Trouble({
    code: 'usage',
    reason: `An incident is named by 1 to ${LONGEST} visible characters.`,
    nextSteps: ['Name it as your incident system does: --incident INC-4821'],
  });
}

async function isOnRecord(entries: AsyncIterable<Parameters<typeof emergencyLineIn>[0]>, name: string) {
  for await (const entry of entries) if (emergencyLineIn(entry)?.fact.incident === name) return true;
  return false;
}

const usedTwice = (name: string) =>
  ({
    code: 'usage',
    reason: `There has been an incident ${name} before.`,
    nextSteps: [
      'Choose another name, like the same with -2 behind it',
      `Where it is still open, and over: stint break-glass close ${incidentWord(name)}`,
    ],
  }) as const;
