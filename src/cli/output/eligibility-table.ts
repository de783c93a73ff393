import {showDuration} from '../../core/duration.ts';
import type {Eligibility} from '../../core/eligibility.ts';
import {kindLabel} from '../../core/kind.ts';
import type {Requirements} from '../../core/policy.ts';
import {visible} from '../../core/untrusted.ts';
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
export const eligibilityTable = (items: readonly Eligibility[], look: TableLook): Promise<string> =>
  table(COLUMNS, items.map(row), look);

function row(item: Eligibility): readonly Cell[] {
  return [
    {text: visible(item.name)},
    {text: visible(item.scope.name)},
    {text: kindLabel(item.kind)},
    {text: item.maxDuration === null ? '?' : showDuration(item.maxDuration)},
    {text: asks(item.requires), tone: 'quiet'},
    now(item),
    {text: item.id, tone: 'quiet'},
  ];
}

function now({entitlement, grantId}: Eligibility): Cell {
  if (entitlement === 'standing') return {text: 'standing', tone: 'ending'};
  return grantId === null ? {text: '-', tone: 'quiet'} : {text: 'active', tone: 'steady'};
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
