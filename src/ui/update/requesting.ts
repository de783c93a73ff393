import {explain} from '../../core/explain.ts';
import {batchOf} from '../batch.ts';
import {withDraft} from '../drafts.ts';
import type {Effect} from '../effect.ts';
import {codeIn, type Form, fieldsOf, nextPreset, requestIn} from '../form.ts';
import {faults, fieldOf} from '../form-faults.ts';
import {rowId} from '../holdings.ts';
import {attention, type Handlers, type Model, type Step} from '../model.ts';
import {begin} from '../run.ts';
import {extend} from './extending.ts';
import {withHoldings} from './refresh.ts';
import {signInToGoOn} from './signing-in.ts';

/** Nothing happens to a form that is no longer on the screen; under its preview it goes on. */
function onForm(model: Model, by: (form: Form) => Step): Step {
  const {screen} = model;
  if (screen.type === 'request') return by(screen.form);
  if (screen.type !== 'preview') return [model, []];
  const [next, effects] = by(screen.behind.form);
  return next.screen.type === 'request'
    ? [{...next, screen: {...screen, behind: next.screen}}, effects]
    : [next, effects];
}

/** What is wrong with a request is shown on the form itself. */
const onTop = (model: Model): Model =>
  model.screen.type === 'preview' ? {...model, screen: model.screen.behind} : model;

function withForm(model: Model, form: Form): Model {
  const {screen} = model;
  const behind = screen.type === 'preview' ? screen.behind : screen;
  return {...model, screen: {...(behind.type === 'request' ? behind : {type: 'request'}), form}};
}

const still = (model: Model, form: Form): Step => [withForm(model, form), []];

export const requestingHandlers = {
  'step-duration': (model, {by}) =>
    onForm(model, form => planned(model, nextPreset({...form, refusals: []}, model.policies, by))),
  'other-end': model =>
    onForm(model, form => still(model, {...form, untilExit: !form.untilExit, refusals: []})),
  preview: model =>
    onForm(model, form => {
      const [next, effects] = planned(model, form);
      return next.screen.type === 'request'
        ? [{...next, screen: {type: 'preview', behind: next.screen, top: 0}}, effects]
        : [next, effects];
    }),
  submit: model => onForm(onTop(model), form => submit(onTop(model), form)),
  planned: (model, {plans}) => onForm(model, form => still(model, {...form, plans})),
  'not-sent': (model, {problems}) => {
    const [told] = onForm(model, form => still(model, {...form, sending: false, refusals: problems}));
    const gone = problems.some(problem => problem.code === 'signed-out');
    return gone
      ? signInToGoOn({...told, screen: {type: 'roles'}, signInDeclined: false}, problems)
      : [told, []];
  },
  sending: (model, {roles, now}) => {
    const runs = begin(model.runs, 'activate', roles, now);
    const batch = batchOf(roles);
    const [first] = roles;
    const id = first === undefined ? null : rowId(first.id, first.scope);
    const cursor = {...model.holdings.cursor, id};
    const list = {...model.roles, marked: new Set<string>()};
    const next = withHoldings({...model, now, runs, batch, roles: list}, {...model.holdings, cursor});
    return [model.screen.type === 'request' ? {...next, screen: {type: 'active'}} : next, []];
  },
} satisfies Partial<Handlers>;

/** The next field, round and round; leaving one is the moment to plan anew. */
export function moveField(model: Model, by: number): Step {
  return onForm(model, form => {
    const fields = fieldsOf(form, model.policies);
    const at = (fields.indexOf(form.focus) + by + fields.length) % fields.length;
    return planned(model, {...form, focus: fields[at] ?? 'duration'});
  });
}

function planned(model: Model, form: Form): Step {
  const request = requestIn(form, model.now);
  const isNew = form.extending === null;
  const effects: readonly Effect[] =
    'code' in request || !isNew ? [] : [{type: 'plan', roles: form.roles, request}];
  return [withForm(model, form), effects];
}

/** Refused here, before the network, when the policy is known to refuse it; the caret goes to what is wrong. */
function submit(model: Model, form: Form): Step {
  const [fault] = faults(form, model.policies, model.now);
  if (fault !== undefined) {
    const {title, nextSteps} = explain(fault);
    const focus = fieldOf(fault);
    // The steps are written for flags; here the form itself shows what to change.
    const steps = fault.code === 'usage' ? nextSteps : [];
    return [{...withForm(model, {...form, focus}), notice: attention(title, ...steps)}, []];
  }
  const request = requestIn(form, model.now);
  if ('code' in request) return [model, []];
  if (form.extending !== null) return extend(model, form, form.extending, request);
  return [
    withForm({...model, drafts: withDraft(model.drafts, form)}, {...form, sending: true, refusals: []}),
    [
      {
        type: 'ask',
        roles: form.roles,
        request,
        mfaCode: codeIn(form, model.policies),
        untilExit: form.untilExit,
      },
    ],
  ];
}
