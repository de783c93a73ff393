import type {Eligibility} from '../../core/eligibility.ts';
import type {Problem} from '../../core/problem.ts';
import type {ReadingEvent} from '../../usecases/story.ts';
import {followPolicies} from '../form.ts';
import {counting, withGrants} from '../holdings.ts';
import {attention, calm, type Handlers, type Model, type RequestScreen} from '../model.ts';
import {afterEnding} from '../parts/loan-words.ts';
import {withSources} from '../role-list.ts';
import {fold, isReading, remembered, withSource} from '../sources.ts';
import {say} from '../theme.ts';
import {caughtUpWords} from '../wishes.ts';
import {readHistory} from './history.ts';
import {policyOfChosen, readGrants, readRoles, withHoldings} from './refresh.ts';
import {signInWhenNeeded} from './signing-in.ts';

export const readingHandlers = {
  remembered: (model, message) => {
    const roles = message.roles.reduce(
      (all, one) => remembered(all, one, one.recent ? 'read' : 'reading'),
      model.roles.sources,
    );
    const grants = message.grants.reduce(
      (all, one) => remembered(all, one, 'reading'),
      model.holdings.sources,
    );
    const known = {...model, roles: withSources(model.roles, roles)};
    return [withHoldings(known, withGrants(model.holdings, grants)), []];
  },
  'roles-told': (model, {events}) => {
    const sources = events.reduce(fold<Eligibility>, model.roles.sources);
    const told = {...model, roles: withSources(model.roles, sources)};
    const [next, effects] = signInWhenNeeded(told, unread(events));
    return [next, [...effects, ...policyOfChosen(next)]];
  },
  'grants-told': (model, {events, now}) => {
    const sources = events.reduce(fold, model.holdings.sources);
    const doubted = model.holdings.doubted && isReading(sources);
    const lookedAt = events.some(event => event.type !== 'page') ? now : model.holdings.lookedAt;
    const told = withHoldings({...model, now}, {...withGrants(model.holdings, sources), doubted, lookedAt});
    return signInWhenNeeded(saidLooked(model, saidEnded(model, told)), unread(events));
  },
  'caught-up': (model, {events, wishes, endsWith}) => {
    const said = events.map(event => caughtUpWords(model.look, event));
    const [first, ...more] = said;
    const next: Model = {
      ...model,
      wishes,
      endsWith,
      notice: first === undefined ? model.notice : attention(first, ...more),
    };
    return events.some(event => event.type !== 'wish-postponed') ? readGrants(next) : [next, []];
  },
  'policy-told': (model, {id, policy}) => [
    followed({...model, policies: new Map(model.policies).set(id, policy)}),
    [],
  ],
  'read-again': model => {
    if (model.screen.type === 'not-opened')
      return [{...model, screen: {type: 'opening'}}, [{type: 'open', demo: false}]];
    if (model.screen.type === 'active') return readGrants(model);
    const [read, effects] = model.screen.type === 'history' ? readHistory(model) : readRoles(model, 'fresh');
    return [read, [...effects, {type: 'read-incidents', stems: false}]];
  },
} satisfies Partial<Handlers>;

const unread = <T>(events: readonly ReadingEvent<T>[]): readonly Problem[] =>
  events.flatMap(event =>
    event.type === 'unread' || event.type === 'gap' ? [withSource(event.problem, event.kind)] : [],
  );

/** A form that is open learns what its roles ask for. */
function followed(model: Model): Model {
  const {screen, profile, policies} = model;
  if (profile === null) return model;
  const follow = (behind: RequestScreen): RequestScreen => ({
    ...behind,
    form: followPolicies(behind.form, profile.standard, policies),
  });
  if (screen.type === 'request') return {...model, screen: follow(screen)};
  return screen.type === 'preview' ? {...model, screen: {...screen, behind: follow(screen.behind)}} : model;
}

/** The look that a pause made necessary is over: said where it told anything, and beside what else it told. */
function saidLooked(before: Model, after: Model): Model {
  const isAnswered = [...after.holdings.sources.values()].some(({state}) => state === 'read');
  if (!before.holdings.doubted || after.holdings.doubted || !isAnswered) return after;
  const {notice} = after;
  if (notice === null || notice === before.notice) return {...after, notice: calm(LOOKED_AGAIN)};
  return {...after, notice: {...notice, next: [...notice.next, LOOKED_AGAIN]}};
}

const LOOKED_AGAIN = 'Looked again after a pause.';

/** What ran out is gone from the list in a blink: it is said once the cloud no longer lists it, and not before. */
function saidEnded(before: Model, after: Model): Model {
  const listed = new Set(after.holdings.grants.map(grant => grant.id));
  const ended = counting(before.holdings).filter(
    ({id, endsAt}) => endsAt !== null && endsAt <= after.now && !listed.has(id),
  );
  const [first] = ended;
  if (first === undefined) return after;
  const name = `${say(after.look, first.name)} on ${say(after.look, first.scope.name)}`;
  const what = ended.length === 1 ? `${name} has ended.` : `${name} and ${ended.length - 1} more have ended.`;
  return {...after, notice: {...attention(what, afterEnding(first, after.now)), tone: 'calm'}};
}
