import {askedScope} from '../core/asked-scope.ts';
import type {Scope} from '../core/eligibility.ts';
import type {ProcessMark, Wish} from '../core/intent.ts';
import type {Instant} from '../core/time.ts';
import type {Untrusted} from '../core/untrusted.ts';
import type {CatchUpEvent} from '../usecases/catch-up.ts';
import {stateWord} from './parts/state-word.ts';
import {type Look, say} from './theme.ts';
import {clockSecond} from './times.ts';

/** Grants that end with a process that lives: this one, or another command; by the grant's id. */
export type EndsWith = ReadonlyMap<string, 'us' | 'others'>;

/** Who carries it out while its process lives: that process, and nobody else. */
export function endsWithOf(
  wishes: readonly Wish[],
  self: ProcessMark | undefined,
  isGone: (holder: ProcessMark) => boolean,
): EndsWith {
  const living = wishes.flatMap(({grant, holder}) =>
    holder === undefined || isGone(holder)
      ? []
      : [[grant.id, isSame(holder, self) ? 'us' : 'others'] as const],
  );
  return new Map(living);
}

const isSame = (holder: ProcessMark, self: ProcessMark | undefined): boolean =>
  holder.pid === self?.pid && holder.since === self.since;

/** Ends that an earlier run promised: the grant's id, and from when on the cloud takes it (server time). */
export type Wishes = ReadonlyMap<string, Instant>;

/** What came of the work that an earlier run left open, in words for whoever starts after it. */
export function caughtUpWords(look: Look, event: CatchUpEvent): string {
  switch (event.type) {
    case 'wish-carried-out':
      return `${nameOf(look, event.wish.grant)} has ended, as asked before.`;
    case 'wish-postponed':
      return `${nameOf(look, event.wish.grant)} has not ended yet: tried again at ${clockSecond(event.dueAt)}.`;
    case 'intent-adopted':
      return `An earlier request for ${named(look, event)} had arrived: ${stateWord(event.state)}.`;
    case 'intent-closed':
      return `An earlier request for ${named(look, event)} came to nothing: ${stateWord(event.state)}.`;
  }
}

type OfIntent = Extract<CatchUpEvent, {readonly type: 'intent-adopted' | 'intent-closed'}>;

const named = (look: Look, {intent: {name, scope, request}}: OfIntent): string =>
  nameOf(look, {name, scope: askedScope(scope, request.narrowerScope)});

const nameOf = (look: Look, {name, scope}: {readonly name: Untrusted; readonly scope: Scope}): string =>
  `${say(look, name)} on ${say(look, scope.name)}`;
