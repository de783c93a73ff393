import {LONGEST_SESSION} from '../core/aws.ts';
import type {Eligibility} from '../core/eligibility.ts';
import type {Policy} from '../core/policy.ts';
import type {Cached} from '../core/ports.ts';
import {Trouble} from '../core/problem.ts';
import {hours, type Millis, minutes} from '../core/time.ts';
import {type App, providerOf} from './app.ts';
import {groupMeant, linkOf} from './group-link.ts';
import {troubleIn} from './trouble.ts';

const A_DAY = hours(24);
/** A policy that was refused to us may be readable soon, so it is not believed for long. */
const UNKNOWN_FOR = minutes(10);

/**
 * What the role asks of you, from the copy when it is young enough (`maxAge`, a day unless told), else from the cloud.
 * Rejects with the provider's `Trouble`; `UNKNOWN_POLICY` where an ordinary user may not read it. A permission set that is
 * reached through a PIM group asks what the group asks.
 */
export async function policyOf(
  app: App,
  eligibility: Eligibility,
  signal: AbortSignal,
  {maxAge = A_DAY}: {readonly maxAge?: Millis | undefined} = {},
): Promise<Policy> {
  const known = await copyOf(app, eligibility);
  if (known !== undefined && isYoung(known, app.clock.now(), maxAge)) return known.value;
  return readPolicy(app, eligibility, signal);
}

/** From the cloud, whatever a copy says; the copy is renewed. */
export async function readPolicy(app: App, eligibility: Eligibility, signal: AbortSignal): Promise<Policy> {
  const policy = await read(app, eligibility, signal);
  const readAt = app.clock.now();
  await troubleIn(() => app.cache.keepPolicy(eligibility.kind, eligibility.id, policy, readAt));
  return policy;
}

/** A copy that cannot be opened is as good as none. */
async function copyOf(app: App, {kind, id}: Eligibility): Promise<Cached<Policy> | undefined> {
  let policies: ReadonlyMap<string, Cached<Policy>> = new Map();
  await troubleIn(async () => {
    policies = await app.cache.policies(kind);
  });
  return policies.get(id);
}

function isYoung(known: Cached<Policy>, now: number, maxAge: Millis): boolean {
  const most = isUnknown(known.value) ? Math.min(maxAge, UNKNOWN_FOR) : maxAge;
  return known.readAt <= now && now - known.readAt < most;
}

function isUnknown({maxDuration, requires}: Policy): boolean {
  return maxDuration === null && Object.values(requires).every(asked => asked === null);
}

async function read(app: App, eligibility: Eligibility, signal: AbortSignal): Promise<Policy> {
  const link = linkOf(app, eligibility);
  if (link !== undefined) return linked(await readPolicy(app, await groupMeant(app, link, signal), signal));
  const provider = providerOf(app, eligibility.kind);
  if (provider === undefined) throw new Trouble(notConfigured(eligibility));
  return provider.policy(eligibility, signal);
}

/** The group's policy governs; but what is lent lasts no longer, and goes out no less explained, than any permission set. */
function linked(policy: Policy): Policy {
  const maxDuration = Math.min(policy.maxDuration ?? LONGEST_SESSION, LONGEST_SESSION);
  return {...policy, maxDuration, requires: {...policy.requires, justification: true}};
}

/** The profile has no source of that kind (any more). */
export function notConfigured({kind, id}: Pick<Eligibility, 'kind' | 'id'>) {
  return {
    code: 'misconfigured',
    setting: 'kinds',
    reason: `${kind} is no source of this profile`,
    provider: kind,
    eligibilityId: id,
  } as const;
}
