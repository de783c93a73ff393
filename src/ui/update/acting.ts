import type {Grant} from '../../core/grant.ts';
import {chosenHeld, endable} from '../abilities.ts';
import {type Batch, toGiveBack} from '../batch.ts';
import type {Handlers, Model, Question, Screen, Step} from '../model.ts';
import {begin, without} from '../run.ts';
import {readGrants, withHoldings} from './refresh.ts';

/** The Active tab: ending and withdrawing, each after a question. */
export const actingHandlers = {
  end: model => ask(model, 'deactivate'),
  'end-all': model => question(model, {verb: 'end-all', grantIds: endable(model).map(({id}) => id)}),
  'give-back': model => question(model, {verb: 'give-back', batch: toGiveBack(model.batch)}),
  withdraw: model => ask(model, 'cancel'),
  yes: model => {
    if (model.screen.type !== 'question') return [model, []];
    const {question, behind} = model.screen;
    if (question.verb === 'give-back') return giveBack(model, question.batch, behind);
    const ids = question.verb === 'end-all' ? question.grantIds : [question.grantId];
    const grants = model.holdings.grants.filter(one => ids.includes(one.id));
    return grants.length === 0 ? [{...model, screen: behind}, []] : carryOut(model, question, behind, grants);
  },
  'given-back': model => {
    const [read, effects] = readGrants(model);
    return [read, [...effects, {type: 'catch-up'}]];
  },
  dismiss: model => {
    const run = chosenHeld(model)?.run;
    if (run == null) return [model, []];
    return [withHoldings({...model, runs: without(model.runs, run.item)}, model.holdings), []];
  },
} satisfies Partial<Handlers>;

function ask(model: Model, verb: 'deactivate' | 'cancel'): Step {
  const grant = chosenHeld(model)?.grant;
  if (grant == null) return [model, []];
  return question(model, {verb, grantId: grant.id});
}

const question = (model: Model, asked: Question): Step => [
  {...model, screen: {type: 'question', question: asked, behind: model.screen}},
  [],
];

/** The story of each grant goes on in its own row; a request that waits is withdrawn, and its row goes with the next look. */
function giveBack(model: Model, fates: Batch, behind: Screen): Step {
  const grants = fates.flatMap(({activation: {grant}}) => (grant === null ? [] : [{...grant, grant}]));
  const runs = begin(model.runs, 'deactivate', grants, model.now);
  const all = model.batch ?? fates;
  return [{...model, runs, batch: null, screen: behind}, [{type: 'give-back', fates: all}]];
}

function carryOut(model: Model, {verb}: Question, behind: Screen, grants: readonly Grant[]): Step {
  const subjects = grants.map(grant => ({...grant, grant}));
  const runs = begin(model.runs, verb === 'cancel' ? verb : 'deactivate', subjects, model.now);
  const effect =
    verb === 'cancel'
      ? ({type: 'cancel', requests: grants} as const)
      : ({type: 'deactivate', grants} as const);
  return [{...model, runs, screen: behind}, [effect]];
}
