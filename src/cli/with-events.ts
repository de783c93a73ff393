import {problemOf} from '../core/problem.ts';
import type {App} from '../usecases/app.ts';
import {usage} from './argv.ts';
import {createEventStream, type EventStream} from './events.ts';
import {exitCodeOfFailure} from './failure.ts';
import type {Output} from './host.ts';
import type {Session} from './session.ts';

/** A stream whose clock is the server's once an app is open. */
export interface OpenStream {
  readonly stream: EventStream;
  follow(app: Pick<App, 'server'>): void;
}

/**
 * Runs the work with an event stream on stdout, or on another output. A failure is told there too, with the last `done`, before it goes on
 * its way to stderr. Throws `usage` for a form that a stream cannot have.
 */
export async function withEvents(
  session: Session,
  work: (open: OpenStream) => Promise<number>,
  output: Output = session.host.stdout,
): Promise<number> {
  const {format, query} = session.globals;
  if (format === 'tsv' || format === 'csv') throw usage(`Events are JSON: not with --output ${format}.`);
  if (query !== null) throw usage('--events and --query cannot both be had.');
  let now = () => session.host.clock.now();
  const stream = createEventStream(output, () => now());
  const follow = (app: Pick<App, 'server'>) => {
    now = () => app.server.now();
  };
  try {
    return await work({stream, follow});
  } catch (thrown) {
    const problem = session.deadline.meaningOf(problemOf(thrown), 'The cloud');
    stream.failed(problem);
    stream.done(exitCodeOfFailure(session.host, problem));
    throw thrown;
  }
}
