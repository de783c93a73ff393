import {showDuration} from '../../core/duration.ts';
import {askAgain} from '../../core/history.ts';
import {pastRole} from '../abilities.ts';
import {canNarrow, type Form} from '../form.ts';
import {chosenPast, type PastRow, withPast} from '../history-list.ts';
import {EMPTY, insert, lineOf} from '../line.ts';
import type {Handlers, Model, Step} from '../model.ts';
import {recalledWhenTold} from './recalling.ts';
import {openRequest} from './request-form.ts';

/** The History tab: what was asked for before, and asking for it once more. */
export const historyHandlers = {
  'past-told': (model, told) => recalledWhenTold({...model, history: withPast(model.history, told)}),
  'read-story': model => [{...model, screen: {type: 'story', behind: model.screen, top: 0}}, []],
  'ask-like': model => {
    const [row, role] = [chosenPast(model.history), pastRole(model)];
    if (row === undefined || role === undefined) return [model, []];
    const [next, effects] = openRequest(model, [role], undefined, form => like(form, row));
    if (next.screen.type !== 'request') return [next, effects];
    return [{...next, screen: {...next.screen, from: 'history'}}, effects];
  },
} satisfies Partial<Handlers>;

/** Reading it takes no network, so it is read whenever somebody looks. */
export const readHistory = (model: Model): Step => [
  {...model, history: {...model.history, state: 'reading'}},
  [{type: 'read-history'}],
];

/** With the same length, reason, ticket and place; what was only being written is given up for it. */
function like(form: Form, row: PastRow): Form {
  const asked = askAgain(row);
  const {justification = null, ticket = null, duration = null} = asked ?? {};
  const [role] = form.roles;
  const isNarrower = canNarrow(form) && row.scope !== null && role?.scope.id !== row.scope.id;
  const lines = {
    ...form.lines,
    justification: said(justification),
    ticket: said(ticket?.number),
    system: said(ticket?.system),
    scope: isNarrower ? said(row.scope?.id) : EMPTY,
    start: EMPTY,
    ...(duration === null ? {} : {duration: lineOf(showDuration(duration))}),
  };
  return {...form, lines, touched: duration !== null || form.touched};
}

/** Through the same door as what is typed: nothing of it reaches the terminal raw. */
const said = (text: string | null | undefined) => insert(EMPTY, text ?? '');
