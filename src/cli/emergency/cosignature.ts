import type {Clock} from '../../core/ports.ts';
import {problemOf} from '../../core/problem.ts';
import {seconds} from '../../core/time.ts';
import {visible} from '../../core/untrusted.ts';
import type {CosignAsk, People} from '../../usecases/break-glass/emergency-story.ts';
import {showMoment} from '../output/moments.ts';
import type {Session} from '../session.ts';

/**
 * Shows the request, and gives back what a colleague answers: typed on a terminal, or from a file as soon as it is there.
 * `undefined`: nobody can answer here.
 */
export function cosignatureBy(
  session: Session,
  file: string | undefined,
  clock: Clock,
): People['cosignature'] {
  if (file !== undefined) return fromFile(session, file, clock);
  return session.mayAsk ? (request, ask) => typed(session, request, ask, clock) : undefined;
}

function show({notes}: Session, request: string, {signers, until}: CosignAsk, clock: Clock): void {
  const names = signers.map(visible).join(' or ');
  notes.tell(`A second person is asked for: ${names}, until ${showMoment(until, clock.now())}. They run`);
  notes.tell(`  stint break-glass cosign ${request}`);
}

/** What is in the file already answered an earlier question. Looked at each second. */
function fromFile(session: Session, file: string, clock: Clock): People['cosignature'] {
  let before = '';
  return async (request, ask) => {
    show(session, request, ask, clock);
    while (!ask.signal.aborted) {
      const text = ((await session.host.readTextFile(file)) ?? '').trim();
      if (text !== '' && text !== before) {
        before = text;
        return text;
      }
      await clock.sleep(seconds(1), ask.signal).catch(() => undefined);
    }
    return undefined;
  };
}

/** An empty line, and the end of the time, are no answer. */
async function typed(
  session: Session,
  request: string,
  ask: CosignAsk,
  clock: Clock,
): Promise<string | undefined> {
  show(session, request, ask, clock);
  try {
    const answer = await session.host.askLine('Their answer (enter: go on without): ', ask.signal);
    return answer.trim() === '' ? undefined : answer.trim();
  } catch (thrown) {
    if (ask.signal.aborted && problemOf(thrown).code === 'cancelled') return undefined;
    throw thrown;
  }
}
