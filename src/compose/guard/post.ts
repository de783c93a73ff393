import type {Wish} from '../../core/intent.ts';
import type {Clock} from '../../core/ports.ts';
import type {Instant, Millis} from '../../core/time.ts';
import type {Audience} from '../../providers/entra/index.ts';
import {type Begin, type GivenToken, type Message, messageIn} from './messages.ts';

/** A wish with a grant, or a token, takes some thousand characters. */
const LONGEST_LINE = 1_000_000;

/** What a guardian has been told so far. */
export class Post {
  readonly #clock: Pick<Clock, 'now' | 'monotonic'>;
  /** Server minus monotonic time: a wall clock that is set does not move it. */
  #base: Millis;
  begin: Begin | undefined;
  isDismissed = false;
  readonly wards = new Map<string, Wish>();
  readonly tokens = new Map<Audience, GivenToken>();

  constructor(clock: Pick<Clock, 'now' | 'monotonic'>) {
    this.#clock = clock;
    this.#base = clock.now() - clock.monotonic();
  }

  /**
   * Server time, as it was told last and has gone on since. The monotonic clock of Linux does not count a suspend: after
   * one this is too early until the time is told again, so a guardian may stay too long, and never leaves too soon.
   */
  now(): Instant {
    return this.#base + this.#clock.monotonic();
  }

  /** Server time minus this machine's clock as it stands. */
  offset(): Millis {
    return this.now() - this.#clock.now();
  }

  hear(message: Message): void {
    switch (message.type) {
      case 'begin':
        this.begin ??= message;
        return;
      case 'ward':
        this.wards.set(message.wish.id, message.wish);
        return;
      case 'time':
        this.#base = this.#clock.now() + message.offset - this.#clock.monotonic();
        return;
      case 'token':
        this.tokens.set(message.audience, message);
        return;
      case 'release':
        for (const id of message.wishIds) this.wards.delete(id);
        return;
      case 'dismiss':
        this.isDismissed = true;
    }
  }

  /** Everything it was given has come to its own end. */
  isOver(): boolean {
    const ends = [...this.wards.values()].map(({grant}) => grant.endsAt ?? Number.POSITIVE_INFINITY);
    return ends.length > 0 && Math.max(...ends) <= this.now();
  }
}

/**
 * Hears line by line until the pipe ends or it is dismissed. Half a line at the end is a sender who was killed: it is
 * dropped, as is what cannot be understood.
 */
export async function listen(post: Post, input: NodeJS.ReadableStream): Promise<void> {
  let text = '';
  try {
    for await (const part of input.setEncoding('utf8')) {
      const lines = `${text}${part}`.split('\n');
      text = lines.pop() ?? '';
      if (text.length > LONGEST_LINE) return;
      for (const line of lines) hearLine(post, line);
      if (post.isDismissed) return;
    }
  } catch {
    // A pipe that breaks has ended.
  }
}

function hearLine(post: Post, line: string): void {
  const message = messageIn(line);
  if (message !== undefined) post.hear(message);
}
