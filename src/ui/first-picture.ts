import type {Clock} from '../core/ports.ts';
import {type Millis, seconds} from '../core/time.ts';
import type {Loop} from './loop.ts';

/** Longer than this nobody looks at nothing: then the picture says that it is opening. */
const NOTHING_TO_SEE: Millis = seconds(0.25);

/**
 * Resolves when the first picture is worth its while. Opening is mostly over within a few milliseconds, and then the
 * first picture has the rows of an earlier run: a picture that only says "opening" would hold them up.
 */
export async function worthDrawing(loop: Loop, clock: Clock): Promise<void> {
  const soon = new AbortController();
  const told = Promise.withResolvers<void>();
  const look = () => {
    const {screen, leaving} = loop.model();
    if (screen.type !== 'opening' || leaving !== null) told.resolve();
  };
  const deaf = loop.subscribe(look);
  look();
  const patience = clock.sleep(NOTHING_TO_SEE, soon.signal).catch(() => undefined);
  try {
    await Promise.race([told.promise, patience, ended(loop)]);
  } finally {
    deaf();
    soon.abort();
  }
}

/** Whether somebody left or a bug of ours flew: who draws hears of it. */
const ended = (loop: Loop): Promise<unknown> => loop.left.catch(() => undefined);
