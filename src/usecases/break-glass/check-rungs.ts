import {showDuration} from '../../core/duration.ts';
import type {Eligibility} from '../../core/eligibility.ts';
import {explain} from '../../core/explain.ts';
import {
  EMERGENCY_DURATION,
  eligibilityOfRung,
  isOfUser,
  type Rung,
  type UserRoleRung,
} from '../../core/ladder.ts';
import {type Policy, UNKNOWN_POLICY} from '../../core/policy.ts';
import {type Problem, problemOf, Trouble} from '../../core/problem.ts';
import {type Millis, seconds} from '../../core/time.ts';
import {visible} from '../../core/untrusted.ts';
import {type App, providerOf} from '../app.ts';
import {notConfigured, policyOf} from '../policy-of.ts';
import {LATE, within} from './bounds.ts';
import {type CheckItem, found} from './check-item.ts';
import type {EmergencyApp} from './emergency-app.ts';
import {SignIns} from './sign-ins.ts';

/** A list may be long; a check is not an emergency. */
const LIMIT: Millis = seconds(30);

/** Whether each rung would work: still eligible, or its key and second factor at hand. */
export async function checkRungs(app: EmergencyApp, signal: AbortSignal): Promise<readonly CheckItem[]> {
  const rungs = app.settings.breakGlass?.ladder ?? [];
  const signIns = new SignIns(app, rungs, signal);
  const checked = rungs.map(rung =>
    isOfUser(rung) ? userRung(app, rung, signal) : listedRung(app, signIns, rung, signal),
  );
  return (await Promise.all(checked)).flat();
}

const nameOf = ({name}: Rung): string => `rung ${visible(name)}`;

function unlooked(rung: Rung, problem: Problem): CheckItem {
  const {title, nextSteps} = explain(problem);
  const state = problem.code === 'misconfigured' ? 'fault' : 'unknown';
  const words = state === 'fault' ? title : `It could not be looked at: ${title}`;
  return found(nameOf(rung), state, words, ...nextSteps);
}

async function listedRung(app: EmergencyApp, signIns: SignIns, rung: Rung, signal: AbortSignal) {
  try {
    const known = await signIns.of(rung);
    if ('code' in known) throw new Trouble(known);
    const aws = known.app.settings.profiles?.[known.app.profile]?.aws;
    const asked = eligibilityOfRung(rung, {tenantId: known.actor.tenantId, aws});
    const outcome = await within(app.clock, LIMIT, signal, inner => looked(known.app, asked, inner));
    return [
      outcome === LATE
        ? found(nameOf(rung), 'unknown', 'The list did not come in time.')
        : judged(rung, outcome),
    ];
  } catch (thrown) {
    return [unlooked(rung, problemOf(thrown))];
  }
}

function unknown(thrown: unknown): Policy {
  if (thrown instanceof Trouble) return UNKNOWN_POLICY;
  throw thrown;
}

/** What the role asks of a person; nothing at all: it is not in the list. */
interface Looked {
  readonly policy?: Policy | undefined;
}

/** `undefined`: the list was not read whole, and it may be there. */
async function looked(app: App, asked: Eligibility, signal: AbortSignal): Promise<Looked | undefined> {
  const {id, kind} = asked;
  const provider = providerOf(app, kind);
  if (provider === undefined) throw new Trouble(notConfigured({id, kind}));
  let isWhole = false;
  let hasGaps = false;
  for await (const page of provider.eligible(signal)) {
    if (page.items.some(item => item.id === id))
      return {policy: await policyOf(app, asked, signal).catch(unknown)};
    isWhole = page.complete;
    hasGaps ||= (page.gaps ?? []).length > 0;
  }
  return isWhole && !hasGaps ? {} : undefined;
}

function judged(rung: Rung, outcome: Looked | undefined): CheckItem {
  const name = nameOf(rung);
  if (outcome === undefined)
    return found(name, 'unknown', 'The list could not be read whole, and the role may be there.');
  if (outcome.policy !== undefined) return askable(rung, outcome.policy);
  const steps = ['Ask for the eligibility again', 'Or take the rung out of breakGlass.ladder'];
  return found(name, 'fault', 'The role is not among those that can be asked for.', ...steps);
}

/** A role that somebody has to approve is none to be counted on at night. */
function askable(rung: Rung, {requires: {approval}, maxDuration}: Policy): CheckItem {
  const name = nameOf(rung);
  if (approval === true)
    return found(
      name,
      'warning',
      'The role can be asked for, but somebody has to approve it: the next rung is tried meanwhile.',
      'Have the approval taken out of its policy, or put a rung that needs none before it',
    );
  if (maxDuration !== null && maxDuration < EMERGENCY_DURATION && rung.duration === undefined)
    return found(name, 'ok', `The role can be asked for, for ${showDuration(maxDuration)} at most.`);
  return found(name, 'ok', 'The role can be asked for.');
}

async function userRung(
  app: EmergencyApp,
  rung: UserRoleRung,
  signal: AbortSignal,
): Promise<readonly CheckItem[]> {
  return [await keyOf(app, rung, signal), secondFactor(rung)];
}

async function keyOf(
  {keys, clock}: EmergencyApp,
  rung: UserRoleRung,
  signal: AbortSignal,
): Promise<CheckItem> {
  const user = visible(rung.user);
  try {
    const names = await within(clock, LIMIT, signal, () => keys.names());
    if (names === LATE)
      return found(nameOf(rung), 'unknown', 'The store of emergency keys did not answer in time.');
    if (names.includes(rung.user)) return found(nameOf(rung), 'ok', `The key of ${user} is kept.`);
    const step = `Keep it with stint break-glass setup --user ${user}`;
    return found(nameOf(rung), 'warning', `No key of ${user} is kept: it will be asked for.`, step);
  } catch (thrown) {
    return unlooked(rung, problemOf(thrown));
  }
}

function secondFactor(rung: UserRoleRung): CheckItem {
  const name = `${nameOf(rung)} MFA`;
  const {mfaSerial} = rung;
  if (mfaSerial !== undefined) return found(name, 'ok', `A code of ${visible(mfaSerial)} will be asked for.`);
  return found(
    name,
    'warning',
    'No MFA device is named.',
    'Set mfaSerial of the rung, and ask for MFA in the role’s trust',
  );
}
