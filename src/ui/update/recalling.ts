import type {Form} from '../form.ts';
import {attention, calm, type Handlers, type Model, type Step} from '../model.ts';
import {cannotRecall, earlierReasons, recalled, unrecalled} from '../reasons.ts';

/** Walking through one's own earlier reasons, in the field where one is written. */
export const recallingHandlers = {
  recall: (model, {by}) => {
    if (model.screen.type !== 'request') return [model, []];
    const {form} = model.screen;
    if (by === -1) return nearer(model, form);
    return model.history.state === 'read' ? earlier(model, form) : whenRead(model, form);
  },
} satisfies Partial<Handlers>;

const withForm = (model: Model, form: Form): Model =>
  model.screen.type === 'request' ? {...model, screen: {...model.screen, form}} : model;

function earlier(model: Model, form: Form): Step {
  const reasons = earlierReasons(model);
  const next = recalled(form, reasons, (form.recall?.at ?? -1) + 1);
  if (next !== null) return [withForm(model, next), []];
  return [{...model, notice: calm('That is the earliest one in the record.')}, []];
}

function nearer(model: Model, form: Form): Step {
  const at = (form.recall?.at ?? 0) - 1;
  const next = at < 0 ? unrecalled(form) : (recalled(form, earlierReasons(model), at) ?? form);
  return [withForm(model, next), []];
}

/** What the record says is not known, or no longer: it is read first, and goes on then from where the person is. */
function whenRead(model: Model, form: Form): Step {
  const recall = form.recall ?? {at: -1, written: form.lines.justification};
  const waiting = withForm(model, {...form, recall});
  if (model.history.state === 'reading') return [waiting, []];
  return [{...waiting, history: {...model.history, state: 'reading'}}, [{type: 'read-history'}]];
}

/** Somebody who asked for a reason before the record was read gets it now. */
export function recalledWhenTold(model: Model): Step {
  if (model.screen.type !== 'request' || model.screen.form.recall === null) return [model, []];
  const {form} = model.screen;
  const why = cannotRecall(model);
  if (why !== undefined) return [{...withForm(model, unrecalled(form)), notice: attention(`up: ${why}`)}, []];
  return earlier(model, form);
}
