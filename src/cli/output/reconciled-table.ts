import {visible} from '../../core/untrusted.ts';
import type {Reconciled} from '../../usecases/reconcile.ts';
import {scopeWords} from '../scope-words.ts';
import {type Column, type TableLook, table} from './table.ts';
import {toneOfState} from './theme.ts';

const COLUMNS: readonly Column[] = [
  {head: 'DONE'},
  {head: 'ROLE'},
  {head: 'SCOPE'},
  {head: 'WAS'},
  {head: 'IS'},
];

/** `stint reconcile` for people. */
export const reconciledTable = (rows: readonly Reconciled[], look: TableLook): Promise<string> =>
  table(
    COLUMNS,
    rows.map(({action, name, scope, was, state}) => [
      {text: action},
      {text: visible(name)},
      {text: scopeWords(scope)},
      {text: was},
      {text: state, tone: toneOfState(state)},
    ]),
    look,
  );
