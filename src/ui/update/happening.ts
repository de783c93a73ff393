import type {ActivationEvent} from '../../core/activation.ts';
import {explain} from '../../core/explain.ts';
import type {Grant} from '../../core/grant.ts';
import type {Problem} from '../../core/problem.ts';
import {toGiveBack, toldIn} from '../batch.ts';
import {withoutDraft} from '../drafts.ts';
import {withGrants} from '../holdings.ts';
import {isLinked} from '../lending.ts';
import {attention, calm, type Handlers, type Model, type Notice, type Step} from '../model.ts';
import {afterEnding} from '../parts/loan-words.ts';
import {remedies} from '../remedies.ts';
import {type Run, told, without} from '../run.ts';
import {challengeOf} from '../sign-in-stage.ts';
import {withRow} from '../sources.ts';
import {say} from '../theme.ts';
import {clockTime} from '../times.ts';
import {readGrants, withHoldings} from './refresh.ts';
import {signInWhenNeeded} from './signing-in.ts';

/** What is told of work under way; the state itself is folded by core's `step`. */
export const happeningHandlers = {
  happened: (model, {item, event, now}) => {
    const runs = told(model.runs, item, event);
    const run = runs.get(item);
    const challenge = event.type === 'step-up' ? model.challenge : null;
    const batch = toldIn(model.batch, item, event);
    const next: Model = {...model, now, runs, challenge, batch};
    return run === undefined ? [unrecorded(next, event), []] : followUp(next, run, event);
  },
  'step-up-told': (model, {event, now}) => [{...model, now, challenge: challengeOf(event)}, []],
  'watching-ended': (model, {items}) => {
    const left = items.filter(item => isPending(model.runs.get(item)));
    if (left.length === 0) return [{...model, challenge: null}, []];
    const notice = lastWords(model, left) ?? model.notice;
    return readGrants({...model, notice, challenge: null, runs: left.reduce(without, model.runs)});
  },
} satisfies Partial<Handlers>;

/** What could not be written down comes after the story itself (usecases `pursue`): it is said, and changes nothing. */
function unrecorded(model: Model, event: ActivationEvent): Model {
  if (event.type !== 'failed') return model;
  const words = explain(event.problem);
  return {...model, notice: attention(words.title, ...remedies(event.problem))};
}

/** What no list can tell: a loan that waits for its group is on no cloud's list, so how to go on is said now. */
function lastWords(model: Model, items: readonly string[]): Notice | undefined {
  const run = items.flatMap(item => model.runs.get(item) ?? []).find(({detail}) => detail !== null);
  return run?.detail == null ? undefined : attention(`${nameOf(model, run)}: ${run.detail}`);
}

/** Nobody watches it any more: from here on the list of open requests tells of it. */
const isPending = (run: Run | undefined): boolean =>
  run !== undefined &&
  ['pending-approval', 'provisioning', 'scheduled', 'submitted'].includes(run.activation.state);

function followUp(model: Model, run: Run, event: ActivationEvent): Step {
  switch (event.type) {
    case 'active':
      return event.requestId === null && run.verb === 'extend'
        ? [model, []]
        : offersBack(viaGroup(became(model, run, event.grant, event.requestId !== null), event.grant));
    case 'deactivating':
      return event.endsEarlyAt === null ? [model, []] : viaGroup(model, grantOf(model, run));
    case 'pending-approval':
    case 'scheduled':
      return model.holdings.byEligibility.has(run.item) ? [model, []] : readGrants(model);
    case 'ended':
      return [gone(model, run, `${nameOf(model, run)} is ended.`), []];
    case 'cancelled':
      return [gone(model, run, `The request for ${nameOf(model, run)} is withdrawn.`), []];
    case 'failed':
      return event.state === 'active' && run.verb === 'extend'
        ? notExtended(model, run, event.problem)
        : offersBack(failed(model, run, event.problem));
    default:
      return [model, []];
  }
}

/** What happens through a PIM group happens to the group's own row too: its grant, and the wish to end it. */
function viaGroup(model: Model, grant: Grant | undefined): Step {
  if (grant === undefined || !isLinked(grant)) return [model, []];
  const [read, effects] = readGrants(model);
  return [read, [...effects, {type: 'catch-up'}]];
}

const grantOf = (model: Model, run: Run): Grant | undefined =>
  model.holdings.grants.find(one => one.id === run.item);

function became(model: Model, run: Run, grant: Grant, isTaken: boolean): Model {
  const taken = isTaken ? new Set([...model.taken, grant.id]) : model.taken;
  const others =
    run.verb === 'extend' && run.item !== grant.id
      ? withRow(model.holdings.sources, run.kind, run.item, null)
      : model.holdings.sources;
  const sources = withRow(others, grant.kind, grant.id, grant);
  const until = grant.endsAt === null ? '' : ` until ${clockTime(grant.endsAt, model.now)}`;
  const notice = calm(`${nameOf(model, run)} is active${until}.`);
  const drafts = withoutDraft(model.drafts, run.item);
  const settled = {...model, notice, drafts, taken, runs: without(model.runs, run.item)};
  return withHoldings(settled, withGrants(model.holdings, withoutRequest(sources, grant)));
}

/** The open request has become the grant. */
function withoutRequest(sources: Model['holdings']['sources'], grant: Grant): Model['holdings']['sources'] {
  const request = sources
    .get(grant.kind)
    ?.items.find(one => one.eligibilityId === grant.eligibilityId && one.state !== 'active');
  return request === undefined ? sources : withRow(sources, grant.kind, request.id, null);
}

function gone(model: Model, run: Run, text: string): Model {
  const grant = grantOf(model, run) ?? run.grant ?? undefined;
  const lag = run.verb === 'deactivate' && grant !== undefined ? [afterEnding(grant, model.now)] : [];
  const rest = grant === undefined ? model.runs : without(model.runs, grant.eligibilityId);
  const notice: Notice = {...calm(text), next: lag};
  const sources = withRow(model.holdings.sources, run.kind, run.item, null);
  return withHoldings({...model, notice, runs: without(rest, run.item)}, withGrants(model.holdings, sources));
}

/** It goes on as it was: there is nothing to put away. */
const notExtended = (model: Model, run: Run, problem: Problem): Step =>
  failed({...model, runs: without(model.runs, run.item)}, run, problem);

/** Of several that were asked for together some failed: whether that leaves the others of use is for the person to say. */
function offersBack([model, effects]: Step): Step {
  const count = toGiveBack(model.batch).length;
  if (count === 0 || model.notice === null) return [model, effects];
  const offer = count === 1 ? 'b gives the other one back' : `b gives the other ${count} back`;
  return [{...model, notice: {...model.notice, next: [...model.notice.next, offer]}}, effects];
}

function failed(model: Model, run: Run, problem: Problem): Step {
  const words = explain(problem);
  const notice: Notice = {
    ...attention(`${nameOf(model, run)}: ${words.title}`, ...remedies(problem)),
    tone: 'refused',
  };
  const [next, effects] = signInWhenNeeded({...model, notice}, [problem]);
  if (problem.code !== 'already-active' && problem.code !== 'request-pending') return [next, effects];
  const [read, more] = readGrants(next);
  return [read, [...effects, ...more]];
}

const nameOf = (model: Model, run: Run): string =>
  `${say(model.look, run.name)} on ${say(model.look, run.scope.name)}`;
