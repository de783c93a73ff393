import type {Activation} from '../../core/activation.ts';
import {explain} from '../../core/explain.ts';
import type {Grant} from '../../core/grant.ts';
import {authorityOf} from '../../core/kind.ts';
import type {Instant} from '../../core/time.ts';
import {endableFrom} from '../../usecases/cannot-extend.ts';
import {restOf} from '../../usecases/resting-on.ts';
import type {Model} from '../model.ts';
import {say} from '../theme.ts';
import {clockSecond, clockTime} from '../times.ts';
import {roughly} from '../vague.ts';

export const nameOf = (model: Model, {name, scope}: Pick<Grant, 'name' | 'scope'>): string =>
  `${say(model.look, name)} on ${say(model.look, scope.name)}`;

const LATER = {
  guarded: (whom: string) => `a process that stays behind ends ${whom} then`,
  alone: (whom: string) => `the next stint command from then on ends ${whom}`,
} as const;

const laterWords = (model: Model, grant: Grant, at: Instant, isGuarded: boolean): string =>
  laterFor(nameOf(model, grant), 'it', at, isGuarded);

const laterFor = (who: string, whom: 'it' | 'them', at: Instant, isGuarded: boolean): string =>
  `${who} can end at ${clockSecond(at)} (PIM: not before): ${LATER[isGuarded ? 'guarded' : 'alone'](whom)}.`;

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
      ...tooYoung(model, grants, isGuarded),
    ],
  };
}

/** One sentence for all that PIM lets go in the same second. */
function tooYoung(model: Model, grants: readonly Grant[], isGuarded: boolean): readonly string[] {
  const young = grants.filter(grant => isOfPim(grant) && endableFrom(grant) > model.now);
  const bySecond = Map.groupBy(young, grant => clockSecond(endableFrom(grant)));
  return [...bySecond.values()].flatMap(together => {
    const [first] = together;
    if (first === undefined) return [];
    const from = endableFrom(first);
    return together.length === 1
      ? laterWords(model, first, from, isGuarded)
      : laterFor(`${together.length} of them`, 'them', from, isGuarded);
  });
}

/** A loan ends at once, unless it stands on a group that was activated for it. */
const isOfPim = (grant: Grant): boolean => authorityOf(grant.kind) === 'entra' || restOf(grant) !== undefined;

/** `leave them active: the next ends by itself at 12:47`. */
function staysWords(model: Model, free: readonly Grant[], bound: readonly Grant[]): string {
  const what =
    bound.length > 0 ? (free.length === 1 ? 'the other' : 'the others') : free.length === 1 ? 'it' : 'them';
  const ends = free.flatMap(({endsAt}) => endsAt ?? []);
  if (ends.length === 0) return `leave ${what} active`;
  const at = roughly(model, clockTime(Math.min(...ends), model.now));
  return `leave ${what} active: ${free.length === 1 ? 'it' : 'the next'} ends by itself at ${at}`;
}
