import type {Grant} from '../core/grant.ts';
import type {Ticket} from '../core/intent.ts';
import type {Problem} from '../core/problem.ts';
import type {Seconds} from '../core/time.ts';
import type {App} from './app.ts';
import type {ActivationOptions, Story} from './story.ts';
import {about} from './trouble.ts';

/** What a person wants of a running grant. */
export interface LongerWanted {
  /** From now on, in seconds. */
  readonly duration: Seconds;
  /** `null`: where the end is only moved, the words that it was taken with go on. */
  readonly justification: string | null;
  readonly ticket?: Ticket | null | undefined;
  /** Where the cloud cannot extend: end it and ask for it again. */
  readonly replace: boolean;
}

export interface Extending {
  readonly app: App;
  readonly grant: Grant;
  readonly wanted: LongerWanted;
  readonly options: ActivationOptions;
  readonly signal: AbortSignal;
}

/** It goes on as it was, for this reason. */
export async function* still({grant}: Pick<Extending, 'grant'>, problem: Problem): AsyncGenerator<Story> {
  const {id: item, eligibilityId: id, kind, state} = grant;
  if (state === 'active') yield {type: 'item', item, event: {type: 'active', requestId: null, grant}};
  const reached = state === 'active' ? state : 'failed';
  yield {
    type: 'item',
    item,
    event: {type: 'failed', problem: about(problem, {id, kind}), state: reached},
  };
}
