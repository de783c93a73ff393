import type {Eligibility} from '../../core/eligibility.ts';
import {explain} from '../../core/explain.ts';
import {match} from '../../core/match.ts';
import type {Problem} from '../../core/problem.ts';
import {whyNotAsk} from '../abilities.ts';
import {attention, type Handlers, type Model, type Step} from '../model.ts';
import {say} from '../theme.ts';
import {openRequest} from './request-form.ts';

/** Roles that the settings ask for together. */
export const bundleHandlers = {
  bundles: model => {
    const names = Object.keys(model.profile?.bundles ?? {});
    const [only] = names;
    if (names.length === 1 && only !== undefined) return askForBundle(model, only);
    return [{...model, screen: {type: 'bundles', at: 0}}, []];
  },
  'use-bundle': model => {
    if (model.screen.type !== 'bundles') return [model, []];
    const name = Object.keys(model.profile?.bundles ?? {})[model.screen.at];
    return name === undefined ? [model, []] : askForBundle({...model, screen: {type: 'roles'}}, name);
  },
} satisfies Partial<Handlers>;

/**
 * Its roles are marked, and asked for in one form. What it names but is not there, is not clear, or cannot be asked for
 * now, is said; the others are marked then, and wait for the person's own enter.
 */
function askForBundle(model: Model, name: string): Step {
  const words = model.profile?.bundles[name] ?? [];
  const {roles, problems} = rolesOf(model, words);
  const wrong = [
    ...problems.map(problem => explain(problem).title),
    ...roles.flatMap(role => whyNotAsk(model, role) ?? []),
  ];
  const fine = roles.filter(role => whyNotAsk(model, role) === undefined);
  const marked = {...model, roles: {...model.roles, marked: new Set(fine.map(({id}) => id))}};
  if (wrong.length === 0 && fine.length > 0) return openRequest(marked, fine);
  const rest =
    fine.length === 0
      ? 'Nothing of it can be asked for now.'
      : `The other ${fine.length} are marked: enter asks for them.`;
  const notice = attention(
    `@${say(model.look, name)}: ${wrong[0] ?? 'it names no role.'}`,
    ...wrong.slice(1),
    rest,
  );
  return [{...marked, notice}, []];
}

/** By the words of contract 1, each role once. */
function rolesOf(
  {roles: {rows}}: Model,
  words: readonly string[],
): {readonly roles: readonly Eligibility[]; readonly problems: readonly Problem[]} {
  const found = words.map(word => match(word, rows, 'role'));
  const roles = found.flatMap(one => (one.type === 'found' ? [one.item] : []));
  const problems = found.flatMap(one => (one.type === 'problem' ? [one.problem] : []));
  return {roles: [...new Set(roles)], problems};
}
