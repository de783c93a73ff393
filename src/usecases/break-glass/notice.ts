import {NOTICE_LIMIT, type Told} from '../../core/emergency.ts';
import {GRACE, LATE, within} from './bounds.ts';
import type {EmergencyStory} from './emergency-story.ts';
import type {Flow} from './flow.ts';

/** Every sink is told before the request, or it is on record that it was not. */
export async function* noticed({app, chronicle, signal}: Flow): AsyncGenerator<EmergencyStory> {
  const outcome = await within(app.clock, NOTICE_LIMIT + GRACE, signal, inner =>
    app.teller.tell(NOTICE_LIMIT, inner),
  ).catch(() => LATE);
  const told = typeof outcome === 'symbol' ? untold(app.settings.sinks) : outcome;
  await chronicle.note({step: 'notice', told});
  yield {type: 'notice', told};
}

const untold = (sinks: readonly {readonly name: string}[] = []): readonly Told[] =>
  sinks.map(({name: sink}) => ({sink, isTold: false, problem: 'unreachable'}));
