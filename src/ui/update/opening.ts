import type {Problem} from '../../core/problem.ts';
import type {Effect} from '../effect.ts';
import {strangeNames} from '../keymap/current.ts';
import {textOf} from '../line.ts';
import {attention, type Handlers, type Model, type Step} from '../model.ts';
import type {Profile} from '../profile.ts';
import {policyOfChosen, readAll} from './refresh.ts';
import {startSignIn} from './signing-in.ts';

export const openingHandlers = {
  opened: (model, {profile, look, now}) => [
    {...model, profile, look, now, notice: strangeKeys(profile)},
    [{type: 'remember'}],
  ],
  identified: (model, {identities}) => {
    const identity = identities[0] ?? null;
    const known: Model = {...model, identity};
    if (known.screen.type !== 'opening') return [known, []];
    return identity?.signedIn === true
      ? begin({...known, screen: {type: 'roles'}})
      : startSignIn(known, 'profile');
  },
  save: model => save(model),
  saved: model => [{...model, screen: {type: 'opening'}}, [{type: 'open', demo: false}]],
  'try-demo': model => [{...model, screen: {type: 'opening'}}, [{type: 'open', demo: true}]],
} satisfies Partial<Handlers>;

/** Policies of the rows in sight are asked for at once where the rows themselves need no reading. */
function begin(model: Model): Step {
  const [reading, effects] = readAll(model, 'recent');
  return [reading, [...effects, ...policyOfChosen(reading)]];
}

function strangeKeys(profile: Profile): Model['notice'] {
  const names = strangeNames(profile.ui);
  return names.length === 0
    ? null
    : attention(`ui.keys names what no key does: ${names.join(', ')}`, 'See the names on the help page: ?');
}

function save(model: Model): Step {
  if (model.screen.type !== 'first-run') return [model, []];
  const {tenantId, clientId} = model.screen.lines;
  const settings = {tenantId: textOf(tenantId).trim(), clientId: textOf(clientId).trim()};
  const effects: readonly Effect[] = [{type: 'save-settings', settings}];
  return [{...model, screen: {...model.screen, saving: true, problem: null}}, effects];
}

/** Opening or saving failed: where it is said depends on how far we were. */
export function notOpened(model: Model, problem: Problem): Step {
  if (model.screen.type === 'first-run')
    return [{...model, screen: {...model.screen, saving: false, problem}}, []];
  return [{...model, screen: {type: 'not-opened', problem}}, []];
}
