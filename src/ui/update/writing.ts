import {durationIn} from '../form.ts';
import {withPastFilter} from '../history-list.ts';
import {edit, insert, type Line} from '../line.ts';
import type {Handlers, Model} from '../model.ts';
import {withFilter} from '../role-list.ts';

/** Changes the line that is being written on, wherever that is. */
export function editLine(model: Model, by: (line: Line) => Line): Model {
  const {screen} = model;
  if (screen.type === 'roles' && model.roles.filtering)
    return {...model, roles: withFilter(model.roles, by(model.roles.filter))};
  if (screen.type === 'history' && model.history.filtering)
    return {...model, history: withPastFilter(model.history, by(model.history.filter))};
  if (screen.type === 'first-run') return editFirstRun(model, by);
  if (screen.type !== 'request') return model;
  const {form} = screen;
  if (form.focus === 'ends') return model;
  const lines = {...form.lines, [form.focus]: by(form.lines[form.focus])};
  const touched =
    form.touched || (form.focus === 'duration' && durationIn({...form, lines}) !== durationIn(form));
  return {...model, screen: {...screen, form: {...form, lines, touched, recall: null, refusals: []}}};
}

function editFirstRun(model: Model, by: (line: Line) => Line): Model {
  if (model.screen.type !== 'first-run') return model;
  const focus = model.screen.focus ?? 'tenantId';
  const lines = {...model.screen.lines, [focus]: by(model.screen.lines[focus])};
  return {...model, screen: {...model.screen, focus, lines, problem: null}};
}

export const writingHandlers = {
  edit: (model, message) => [editLine(model, line => edit(line, message.edit)), []],
  text: (model, message) => [editLine({...model, notice: null}, line => insert(line, message.text)), []],
} satisfies Partial<Handlers>;
