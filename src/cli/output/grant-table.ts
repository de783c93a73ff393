import {type Grant, secondsLeft} from '../../core/grant.ts';
import {guaranteeInWords} from '../../core/guarantee.ts';
import {kindLabel} from '../../core/kind.ts';
import type {Instant} from '../../core/time.ts';
import {visible} from '../../core/untrusted.ts';
import {scopeWords} from '../scope-words.ts';
import {titleOf} from '../title.ts';
import {showLeft, showMoment} from './moments.ts';
import {type Cell, type Column, type TableLook, table} from './table.ts';
import {toneOfState} from './theme.ts';

const COLUMNS: readonly Column[] = [
  {head: 'STATE'},
  {head: 'ROLE'},
  {head: 'SCOPE'},
  {head: 'KIND', drop: 1},
  {head: 'ENDS'},
  {head: 'LEFT'},
  {head: 'ID', drop: 2},
];

const SOON_SECONDS = 600;

export interface GrantLook extends TableLook {
  /** Goes before the time left (`doubt`). */
  readonly doubt?: string | undefined;
}

/** `stint status` for people. `now` is server time. */
export const grantTable = (grants: readonly Grant[], now: Instant, look: GrantLook): Promise<string> =>
  table(
    COLUMNS,
    grants.map(grant => row(grant, now, look.doubt ?? '')),
    look,
  );

function row(grant: Grant, now: Instant, doubt: string): readonly Cell[] {
  return [
    {text: stateWord(grant), tone: toneOfState(grant.state)},
    {text: visible(grant.name)},
    {text: scopeWords(grant.scope)},
    {text: kindLabel(grant.kind)},
    {text: grant.endsAt === null ? '-' : showMoment(grant.endsAt, now)},
    left(grant, now, doubt),
    {text: grant.id, tone: 'quiet'},
  ];
}

/** A grant that nobody activated is called what it is: standing access should catch the eye. */
function stateWord({state, assignment, endsAt}: Grant): string {
  if (state !== 'active' || assignment === 'activated') return state;
  return assignment === 'standing' && endsAt === null ? 'standing' : assignment;
}

function left(grant: Grant, now: Instant, doubt: string): Cell {
  const seconds = secondsLeft(grant.endsAt, now);
  if (grant.state === 'scheduled' && grant.startsAt !== null)
    return {text: `starts ${showMoment(grant.startsAt, now)}`};
  if (seconds === null || grant.state !== 'active') return {text: '-', tone: 'quiet'};
  if (seconds === 0) return {text: 'ended', tone: 'ending'};
  return {text: `${doubt}${showLeft(seconds)}`, tone: seconds <= SOON_SECONDS ? 'ending' : 'steady'};
}

/** What the shown ends are worth, each guarantee once (contract 4: said in words wherever an end is shown). */
export function guaranteeLines(grants: readonly Grant[]): readonly string[] {
  const shown = grants.filter(grant => grant.state === 'active' && grant.endsAt !== null);
  const byWords = Map.groupBy(shown, grant => guaranteeInWords(grant.guarantee));
  return [...byWords].map(([words, those]) => {
    const kinds = [...new Set(those.map(grant => kindLabel(grant.kind)))].join(', ');
    return `${kinds}: ${words.charAt(0).toLowerCase()}${words.slice(1)}`;
  });
}

/** Half a second of difference is none to people. */
const SAME = 500;

/** Where credentials and their loan do not end together, both ends in words. `now` is server time. */
export function clockLines(grants: readonly Grant[], now: Instant): readonly string[] {
  return grants.flatMap(grant => {
    const {state, endsAt, credentialsEndAt} = grant;
    if (state !== 'active' || endsAt === null || credentialsEndAt === null) return [];
    if (Math.abs(credentialsEndAt - endsAt) < SAME) return [];
    const until = showMoment(credentialsEndAt, now);
    const after =
      credentialsEndAt < endsAt
        ? 'renewed while the loan lasts'
        : 'what is handed out goes on after the loan';
    return [
      `${titleOf(grant)}: the loan ends ${showMoment(endsAt, now)}, credentials until ${until} (${after}).`,
    ];
  });
}
