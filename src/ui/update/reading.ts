import type {Eligibility} from '../../core/eligibility.ts';
import type {Problem} from '../../core/problem.ts';
import type {ReadingEvent} from '../../usecases/story.ts';
import {followPolicies} from '../form.ts';
import {withGrants} from '../holdings.ts';
import type {Handlers, Model} from '../model.ts';
import {withSources} from '../role-list.ts';
import {fold, remembered} from '../sources.ts';
import {policyOfChosen, readGrants, readRoles, withHoldings} from './refresh.ts';
import {signInWhenNeeded} from './signing-in.ts';

export const readingHandlers = {
  remembered: (model, message) => {
    const roles = message.roles.reduce(
      (all, one) => remembered(all, one.kind, one.items, one.readAt),
      model.roles.sources,
    );
    const grants = message.grants.reduce(
      (all, one) => remembered(all, one.kind, one.items, one.readAt),
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
    const doubted = model.holdings.doubted && !events.some(event => event.type !== 'page');
    const told = withHoldings({...model, now}, {...withGrants(model.holdings, sources), doubted});
    return signInWhenNeeded(told, unread(events));
  },
  'caught-up': (model, {changed}) => (changed ? readGrants(model) : [model, []]),
  'policy-told': (model, {id, policy}) => [
    followed({...model, policies: new Map(model.policies).set(id, policy)}),
    [],
  ],
  'read-again': model => {
    if (model.screen.type === 'not-opened')
      return [{...model, screen: {type: 'opening'}}, [{type: 'open', demo: false}]];
    return model.screen.type === 'active' ? readGrants(model) : readRoles(model, 'fresh');
  },
} satisfies Partial<Handlers>;

const unread = <T>(events: readonly ReadingEvent<T>[]): readonly Problem[] =>
  events.flatMap(event => (event.type === 'unread' ? [event.problem] : []));

/** A form that is open learns what its roles ask for. */
function followed(model: Model): Model {
  if (model.screen.type !== 'request' || model.profile === null) return model;
  const form = followPolicies(model.screen.form, model.profile.standard, model.policies);
  return {...model, screen: {...model.screen, form}};
}
