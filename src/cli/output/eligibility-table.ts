import {showDuration} from '../../core/duration.ts';
import type {Eligibility} from '../../core/eligibility.ts';
import {authorityOf, type Kind, kindLabel} from '../../core/kind.ts';
import type {Requirements} from '../../core/policy.ts';
import type {Seconds} from '../../core/time.ts';
import {visible} from '../../core/untrusted.ts';
import {scopeWords} from '../scope-words.ts';
import {type Cell, type Column, type TableLook, table} from './table.ts';

const COLUMNS: readonly Column[] = [
  {head: 'ROLE'},
  {head: 'SCOPE'},
  {head: 'KIND', drop: 1},
  {head: 'UP TO'},
  {head: 'ASKS FOR'},
  {head: 'NOW'},
  {head: 'ID', drop: 2},
];

/** `stint list` for people. */
export function eligibilityTable(items: readonly Eligibility[], look: TableLook): Promise<string> {
  const kindOf = oncePer((kind: Kind) => ({text: kindLabel(kind)}));
  const lengthOf = oncePer((most: Seconds | null) => ({text: most === null ? '?' : showDuration(most)}));
  const asksOf = oncePer((requires: Requirements): Cell => ({text: asks(requires), tone: 'quiet'}));
  const rows = items.map((item): readonly Cell[] => [
    {text: visible(item.name)},
    {text: scopeWords(item.scope)},
    kindOf(item.kind),
    lengthOf(item.maxDuration),
    asksOf(item.requires),
    now(item),
    {text: item.id, tone: 'quiet'},
  ]);
  return table(COLUMNS, rows, look);
}

/** Thousands of rows have the same few of these cells. */
function oncePer<Value>(cellOf: (value: Value) => Cell): (value: Value) => Cell {
  const made = new Map<Value, Cell>();
  return value => {
    const cell = made.get(value) ?? cellOf(value);
    made.set(value, cell);
    return cell;
  };
}

const STANDING: Cell = {text: 'standing', tone: 'ending'};
const ACTIVE: Cell = {text: 'active', tone: 'steady'};
const LENT: Cell = {text: 'lent', tone: 'steady'};
const NOTHING: Cell = {text: '-', tone: 'quiet'};

function now({kind, entitlement, grantId}: Eligibility): Cell {
  if (grantId === null) return entitlement === 'standing' ? STANDING : NOTHING;
  return authorityOf(kind) === 'aws' ? LENT : ACTIVE;
}

/** A question mark where the policy could not be read: the service's own refusal will tell. */
function asks({justification, ticket, approval, mfa, authContext}: Requirements): string {
  const known = [justification, ticket, approval, mfa, authContext];
  if (known.every(part => part === null)) return '?';
  const words = [
    justification === true ? 'reason' : '',
    mfa === true || typeof authContext === 'string' ? 'mfa' : '',
    approval === true ? 'approval' : '',
    ticket === true ? 'ticket' : '',
  ].filter(word => word !== '');
  return words.length === 0 ? '-' : words.join(' ');
}
