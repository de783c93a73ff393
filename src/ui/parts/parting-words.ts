import type {Activation} from '../../core/activation.ts';
import {explain} from '../../core/explain.ts';
import type {Grant} from '../../core/grant.ts';
import type {Instant} from '../../core/time.ts';
import {endableFrom} from '../../usecases/cannot-extend.ts';
import type {Model} from '../model.ts';
import {say} from '../theme.ts';
import {clockSecond, clockTime} from '../times.ts';
import {roughly} from '../vague.ts';

export const nameOf = (model: Model, {name, scope}: Pick<Grant, 'name' | 'scope'>): string =>
  `${say(model.look, name)} on ${say(model.look, scope.name)}`;

const LATER = {
  guarded: 'a process that stays behind ends it then',
  alone: 'the next stint command from then on ends it',
} as const;

const laterWords = (model: Model, grant: Grant, at: Instant, isGuarded: boolean): string =>
  `${nameOf(model, grant)} can end at ${clockSecond(at)} (PIM: not before): ${LATER[isGuarded ? 'guarded' : 'alone']}.`;

/** What came of an end on the way out; what did not come to an end is owed, and somebody carries it out. */
export function endedWords(
  model: Model,
  grant: Grant,
  {state, endsEarlyAt, problem}: Activation,
  isGuarded: boolean,
): string {
  if (state === 'ended') return `${nameOf(model, grant)} is ended.`;
  if (endsEarlyAt !== null) return laterWords(model, grant, endsEarlyAt, isGuarded);
  const why = problem === null ? 'it is being ended' : say(model.look, explain(problem).title);
  return `${nameOf(model, grant)}: ${why} See it with stint status.`.replace('ended See', 'ended. See');
}

/** What each way of leaving means for what runs. */
export interface Ways {
  readonly stays: string;
  readonly endsNow: string;
  readonly endsBehind: string;
  /** What is true whichever way is taken. */
  readonly besides: readonly string[];
}

export function waysToLeave(model: Model, grants: readonly Grant[]): Ways {
  const isGuarded = model.profile?.staysBehind === true;
  const them = grants.length === 1 ? 'it' : 'them';
  const bound = grants.filter(({id}) => model.endsWith.get(id) === 'us');
  const free = grants.filter(grant => !bound.includes(grant));
  const young = grants.filter(grant => endableFrom(grant) > model.now);
  return {
    stays:
      free.length === 0
        ? `leave: ${them === 'it' ? 'it ends' : 'they end'} with stint`
        : staysWords(model, free, bound),
    endsNow: `end ${them} now, and leave then`,
    endsBehind: isGuarded
      ? `leave now: a process that stays behind ends ${them}`
      : `leave now: the next stint command ends ${them}`,
    besides: [
      ...(free.length === 0
        ? []
        : bound.map(grant => `${nameOf(model, grant)} ends with stint, either way.`)),
      ...young.map(grant => laterWords(model, grant, endableFrom(grant), isGuarded)),
    ],
  };
}

/** `leave them active: the next ends by itself at 12:47`. */
function staysWords(model: Model, free: readonly Grant[], bound: readonly Grant[]): string {
  const what =
    bound.length > 0 ? (free.length === 1 ? 'the other' : 'the others') : free.length === 1 ? 'it' : 'them';
  const ends = free.flatMap(({endsAt}) => endsAt ?? []);
  if (ends.length === 0) return `leave ${what} active`;
  const at = roughly(model, clockTime(Math.min(...ends), model.now));
  return `leave ${what} active: ${free.length === 1 ? 'it' : 'the next'} ends by itself at ${at}`;
}
