import type {Instant, Seconds} from '../../core/time.ts';

/**
 * How long sessions of a permission set have been seen to last. Nobody tells an ordinary user beforehand (reference
 * aws-jit 2), but a set's sessions last alike in every account.
 */
export class SessionLengths {
  readonly #seen = new Map<string, Seconds>();

  seen(session: string, permissionSet: string): Seconds | null {
    return this.#seen.get(key(session, permissionSet)) ?? null;
  }

  /** Server time of asking and of the credentials' end; what the way took is rounded off. */
  saw(
    place: {readonly session: string; readonly permissionSet: string},
    from: Instant,
    to: Instant,
  ): Seconds {
    const length = Math.max(60, Math.round((to - from) / 60_000) * 60);
    this.#seen.set(key(place.session, place.permissionSet), length);
    return length;
  }
}

const key = (session: string, permissionSet: string): string => `${session}\n${permissionSet}`;
