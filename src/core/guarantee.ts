import {LONGEST_SESSION, SCIM_LAG} from './aws.ts';
import {showDuration} from './duration.ts';
import type {Kind} from './kind.ts';
import type {Instant, Seconds} from './time.ts';

/** Who ends a grant, and how long access can outlive the end at worst (contract 1, 4). */
export interface Guarantee {
  readonly endedBy: 'cloud' | 'session' | 'local';
  readonly overrunSeconds: Seconds;
}

/** The three PIM kinds. Azure caches role assignments up to 10 min; tokens already issued live up to an hour. */
export function pimGuarantee(kind: Kind): Guarantee {
  return {endedBy: 'cloud', overrunSeconds: kind === 'azure-resource' ? 600 : 3600};
}

/** What a loan stands on, as far as it is known. Instants are server time. */
export interface Lending {
  readonly endsAt: Instant;
  readonly credentialsEndAt: Instant;
  /** How long one set of credentials lives; `null` until some have been seen: the portal does not tell. */
  readonly sessionSeconds: Seconds | null;
}

/**
 * A loan through a permission set. Credentials that outlive its end go on working (reference aws-jit 0, row 1); ones
 * that end before it are renewed meanwhile, at worst just before the end.
 */
export function loanGuarantee({endsAt, credentialsEndAt, sessionSeconds}: Lending): Guarantee {
  if (credentialsEndAt < endsAt) return {endedBy: 'local', overrunSeconds: sessionSeconds ?? LONGEST_SESSION};
  const overrunSeconds = Math.ceil((credentialsEndAt - endsAt) / 1000);
  return {endedBy: overrunSeconds === 0 ? 'session' : 'local', overrunSeconds};
}

/** Before anything is lent: a session may begin just before the end. */
export function permissionSetGuarantee(sessionSeconds: Seconds | null): Guarantee {
  return {endedBy: 'local', overrunSeconds: sessionSeconds ?? LONGEST_SESSION};
}

/**
 * Through a PIM group: Entra ends the membership, AWS hears of it up to a cycle later and may lend once more until then
 * (reference aws-jit 7).
 */
export function linkedGuarantee(sessionSeconds: Seconds | null): Guarantee {
  return {endedBy: 'session', overrunSeconds: SCIM_LAG + (sessionSeconds ?? LONGEST_SESSION)};
}

/** A role of ours: STS ends the session, to the second. */
export const ROLE_GUARANTEE: Guarantee = {endedBy: 'session', overrunSeconds: 0};

const ENDERS: Readonly<Record<Guarantee['endedBy'], string>> = {
  cloud: 'Ended by the cloud',
  session: 'Ends when the credentials expire',
  local: 'Ends when this machine stops handing credentials out',
};

/** `Ended by the cloud; access can outlive the end by up to 10 min.` */
export function guaranteeInWords(guarantee: Guarantee): string {
  if (guarantee.overrunSeconds === 0) return `${ENDERS[guarantee.endedBy]}.`;
  return `${ENDERS[guarantee.endedBy]}; access can outlive the end by up to ${overrun(guarantee.overrunSeconds)}.`;
}

/** Nobody thinks of 12 hours as 720 minutes; of one as 60 they do. */
function overrun(length: Seconds): string {
  const whole = Math.ceil(length / 60);
  return whole <= 60 ? `${whole} min` : showDuration(whole * 60);
}
