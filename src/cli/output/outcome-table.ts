import {secondsLeft} from '../../core/grant.ts';
import type {Instant} from '../../core/time.ts';
import {visible} from '../../core/untrusted.ts';
import type {Outcome} from '../documents/activations.ts';
import {scopeWords} from '../scope-words.ts';
import {showLeft, showMoment} from './moments.ts';
import {type Cell, type Column, type TableLook, table} from './table.ts';
import {toneOfState} from './theme.ts';

const COLUMNS: readonly Column[] = [
  {head: 'STATE'},
  {head: 'ROLE'},
  {head: 'SCOPE'},
  {head: 'ENDS'},
  {head: 'LEFT'},
];

/** What came of each item, for people; nothing at all when everything failed, since the problems say that. */
export async function outcomeTable(
  outcomes: readonly Outcome[],
  now: Instant,
  look: TableLook,
): Promise<string> {
  const isWorthShowing = outcomes.some(({activation}) => !['failed', 'denied'].includes(activation.state));
  if (!isWorthShowing || outcomes.every(isUntold)) return '';
  return table(
    COLUMNS,
    outcomes.map(outcome => row(outcome, now)),
    look,
  );
}

const isUntold = ({activation}: Outcome): boolean =>
  activation.state === 'unknown' && activation.problem !== null;

function row({name, scope, activation}: Outcome, now: Instant): readonly Cell[] {
  const {state, grant, endsEarlyAt} = activation;
  const isOver = state === 'ended' || state === 'cancelled';
  const endsAt = isOver ? null : (endsEarlyAt ?? grant?.endsAt ?? null);
  const left = secondsLeft(endsAt, now);
  return [
    {text: state, tone: toneOfState(state)},
    {text: visible(name)},
    {text: scopeWords(scope)},
    {text: endsAt === null ? '-' : showMoment(endsAt, now)},
    {text: left === null ? '-' : showLeft(left)},
  ];
}
