import type {SignInEvent} from '../../core/identity.ts';

/** Announces what a person has to do now. */
export type Announce = (event: SignInEvent) => void;

/**
 * Turns work that announces once into a story; answers what the work answers. Leaving the story early, or the signal,
 * ends the work at once: MSAL itself looks at a signal only at its next poll (reference azure-pim 1.2).
 */
export async function* told<T>(
  work: (announce: Announce, signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
): AsyncGenerator<SignInEvent, T, void> {
  const left = new AbortController();
  const ends = AbortSignal.any([signal, left.signal]);
  const announced = Promise.withResolvers<SignInEvent>();
  try {
    const done = interruptible(work(announced.resolve, ends), ends);
    const event = await Promise.race([announced.promise, done.then(() => undefined)]);
    if (event !== undefined) yield event;
    return await done;
  } finally {
    left.abort();
  }
}

/** The work's answer, or an `AbortError` the moment the signal fires; what the work then does is its own affair. */
export async function interruptible<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const over = Promise.withResolvers<never>();
  const end = () => over.reject(new DOMException('interrupted', 'AbortError'));
  over.promise.catch(() => undefined);
  work.catch(() => undefined);
  if (signal.aborted) end();
  signal.addEventListener('abort', end, {once: true});
  try {
    return await Promise.race([over.promise, work]);
  } finally {
    signal.removeEventListener('abort', end);
  }
}
