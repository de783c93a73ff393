import type {Clock} from '../../core/ports.ts';
import {type Millis, minutes} from '../../core/time.ts';
import {listen, type Post} from './post.ts';

/** No long timers (design 8): a machine that slept is looked at with its new time. */
const NAP: Millis = minutes(1);

export interface Watch {
  readonly post: Post;
  readonly input: NodeJS.ReadableStream;
  readonly clock: Clock;
  /** Somebody asks us to go (SIGTERM). */
  readonly asked: AbortSignal;
  /** What is to be done when the sender is gone without a word. */
  readonly end: () => Promise<void>;
}

/**
 * A guardian's whole life. While its pipe is open it does nothing. It leaves when it is dismissed, asked to go, or when
 * all it was given has come to its own end; when the pipe ends without a word, it ends what it was given first.
 */
export async function keepWatch(watch: Watch): Promise<void> {
  const {post, input, asked, end} = watch;
  const left = new AbortController();
  const signal = AbortSignal.any([asked, left.signal]);
  const heard = listen(post, input).then(() => 'silent' as const);
  const leaves = over(watch, signal).then(() => 'leaves' as const);
  const why = await Promise.race([heard, leaves]);
  left.abort();
  if (why === 'silent' && !post.isDismissed && post.wards.size > 0) await end();
}

/** Resolves when there is nothing left to wait for, or it is asked to go. */
async function over({post, clock}: Watch, signal: AbortSignal): Promise<void> {
  try {
    while (!post.isOver()) await clock.sleep(NAP, signal);
  } catch (thrown) {
    if (!signal.aborted) throw thrown;
  }
}
