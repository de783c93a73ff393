import type {Grant} from '../../core/grant.ts';
import {chosenHeld} from '../abilities.ts';
import type {Handlers, Model, Question, Screen, Step} from '../model.ts';
import {begin, without} from '../run.ts';
import {withHoldings} from './refresh.ts';

/** The Active tab: ending and withdrawing, each after a question. */
export const actingHandlers = {
  end: model => ask(model, 'deactivate'),
  withdraw: model => ask(model, 'cancel'),
  yes: model => {
    if (model.screen.type !== 'question') return [model, []];
    const {question, behind} = model.screen;
    const grant = model.holdings.grants.find(one => one.id === question.grantId);
    return grant === undefined ? [{...model, screen: behind}, []] : carryOut(model, question, behind, grant);
  },
  dismiss: model => {
    const run = chosenHeld(model)?.run;
    if (run == null) return [model, []];
    return [withHoldings({...model, runs: without(model.runs, run.item)}, model.holdings), []];
  },
} satisfies Partial<Handlers>;

function ask(model: Model, verb: Question['verb']): Step {
  const grant = chosenHeld(model)?.grant;
  if (grant == null) return [model, []];
  return [
    {...model, screen: {type: 'question', question: {verb, grantId: grant.id}, behind: model.screen}},
    [],
  ];
}

function carryOut(model: Model, {verb}: Question, behind: Screen, grant: Grant): Step {
  const runs = begin(model.runs, verb, [{...grant, grant}], model.now);
  const effect =
    verb === 'cancel'
      ? ({type: 'cancel', requests: [grant]} as const)
      : ({type: 'deactivate', grants: [grant]} as const);
  return [{...model, runs, screen: behind}, [effect]];
}
