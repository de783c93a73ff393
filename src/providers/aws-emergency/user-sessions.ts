import type {AwsCredentials} from '../../core/loan.ts';
import {type Instant, minutes} from '../../core/time.ts';

/** Whose device a session was opened with. */
export interface UserFactor {
  readonly accessKeyId: string;
  readonly serial: string;
}

/**
 * MFA sessions of emergency users, in this process's memory alone: a code is good once, and more than one role may be asked
 * for with it. `now` is server time.
 */
export interface UserSessions {
  /** Whether a role can be asked for without another code. */
  isOpen(factor: UserFactor, now: Instant): boolean;
  read(factor: UserFactor, now: Instant): AwsCredentials | undefined;
  keep(factor: UserFactor, credentials: AwsCredentials): void;
  forget(accessKeyId: string): void;
}

/** What is nearly over is not begun with. */
const MARGIN = minutes(1);

export function createUserSessions(): UserSessions {
  const kept = new Map<string, AwsCredentials>();
  const keyOf = ({accessKeyId, serial}: UserFactor) => `${accessKeyId}\n${serial}`;
  const read = (factor: UserFactor, now: Instant) => {
    const found = kept.get(keyOf(factor));
    return found !== undefined && found.expiresAt - now > MARGIN ? found : undefined;
  };
  return {
    read,
    isOpen: (factor, now) => read(factor, now) !== undefined,
    keep: (factor, credentials) => void kept.set(keyOf(factor), credentials),
    forget: accessKeyId => {
      for (const key of kept.keys()) if (key.startsWith(`${accessKeyId}\n`)) kept.delete(key);
    },
  };
}
