import {randomBytes, randomUUID} from 'node:crypto';
import type {PracticeClock} from '../clock.ts';
import {parseClaims} from './claims.ts';
import type {Session} from './sessions.ts';

/** A sign-in a person has begun and not finished: by device code, or on the page in a browser. Times in ms. */
export interface SignIn {
  readonly id: string;
  readonly flow: 'device' | 'browser';
  /** Whose page it is for; Entra's unless it says otherwise. */
  readonly authority?: 'aws' | undefined;
  readonly userCode: string | null;
  readonly clientId: string;
  readonly tenant: string;
  readonly scope: string;
  readonly claims: string | null;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** What the app asks for; the rest is ours to say. */
export type Wanted = Omit<SignIn, 'id' | 'createdAt' | 'expiresAt' | 'userCode'>;

export type SignInState = 'pending' | 'approved' | 'declined' | 'expired' | 'used';

export interface SignInParts {
  readonly clock: PracticeClock;
  readonly approval: {readonly afterMs: number} | 'manual';
}

export interface SignIns {
  begin(wanted: Wanted, livesMs: number): SignIn;
  find(id: string): SignIn | undefined;
  state(signIn: SignIn): SignInState;
  /** The person's act; without a code for everything that is pending. Answers how many that were. */
  settle(state: 'approved' | 'declined' | 'expired' | 'used', userCode?: string): number;
  use(signIn: SignIn): void;
  readonly pending: readonly SignIn[];
  /** Resolves when it is no longer pending, or `gone`. */
  settled(signIn: SignIn, gone: AbortSignal): Promise<void>;
}

// No vowels and no look-alikes, as on the real page.
const letters = 'BCDFGHJKLMNPQRSTVWXZ';

function newUserCode({authority}: Wanted): string {
  const some = (count: number) =>
    [...randomBytes(count)].map(byte => letters[byte % letters.length]).join('');
  return authority === 'aws' ? `${some(4)}-${some(4)}` : some(9);
}

function newSignIn(wanted: Wanted, createdAt: number, livesMs: number): SignIn {
  const userCode = wanted.flow === 'device' ? newUserCode(wanted) : null;
  const id = randomUUID() + randomBytes(24).toString('hex');
  return {...wanted, id, userCode, createdAt, expiresAt: createdAt + livesMs};
}

export function createSignIns(parts: SignInParts): SignIns {
  const all = new Map<string, SignIn>();
  const done = new Map<string, SignInState>();
  const listeners = new Set<() => void>();
  parts.clock.onTurned(() => tell(listeners));
  const state = (signIn: SignIn): SignInState => done.get(signIn.id) ?? stateByTime(parts, signIn);
  return {
    state,
    get pending() {
      return [...all.values()].filter(one => state(one) === 'pending');
    },
    find: id => all.get(id),
    begin: (wanted, livesMs) => {
      const signIn = newSignIn(wanted, parts.clock.now(), livesMs);
      all.set(signIn.id, signIn);
      return signIn;
    },
    settle: (to, userCode) => {
      const waiting = [...all.values()].filter(
        one => state(one) === 'pending' && (userCode === undefined || one.userCode === userCode),
      );
      for (const one of waiting) done.set(one.id, to);
      tell(listeners);
      return waiting.length;
    },
    use: signIn => done.set(signIn.id, 'used'),
    settled: (signIn, gone) =>
      untilSettled(parts, listeners, () => state(signIn) !== 'pending' || gone.aborted, gone),
  };
}

function tell(listeners: Set<() => void>): void {
  for (const listener of [...listeners]) listener();
}

function stateByTime({clock, approval}: SignInParts, signIn: SignIn): SignInState {
  const now = clock.now();
  if (approval !== 'manual' && now >= signIn.createdAt + approval.afterMs) return 'approved';
  return now >= signIn.expiresAt ? 'expired' : 'pending';
}

/** On a ticking clock nobody tells us that a moment came, so we look again when it should have. */
function untilSettled(
  {clock, approval}: SignInParts,
  listeners: Set<() => void>,
  over: () => boolean,
  gone: AbortSignal,
): Promise<void> {
  return new Promise(resolve => {
    const afterMs = approval === 'manual' || !clock.ticking ? null : approval.afterMs + 1;
    const look = () => {
      if (!over()) return;
      listeners.delete(look);
      clearTimeout(timer);
      resolve();
    };
    const timer = afterMs === null ? undefined : setTimeout(look, afterMs);
    listeners.add(look);
    gone.addEventListener('abort', look, {once: true});
    look();
  });
}

/** What a person proves by signing in: a second factor whenever it is asked for, and each context asked for. */
export function sessionOf(signIn: SignIn, claims: string | null, mfaAtSignIn: boolean): Session {
  const wanted = [parseClaims(signIn.claims), parseClaims(claims)];
  const acrs = wanted.flatMap(one => one?.acrs ?? []);
  const mfa = mfaAtSignIn || acrs.length > 0 || wanted.some(one => one?.amr.includes('mfa'));
  const {clientId, flow} = signIn;
  return {id: randomUUID(), clientId, flow, amr: mfa ? ['pwd', 'mfa'] : ['pwd'], acrs: [...new Set(acrs)]};
}
