import type {Problem} from '../../core/problem.ts';
import type {Effect} from '../effect.ts';
import type {NewSettings} from '../host.ts';
import {strangeNames} from '../keymap/current.ts';
import {type Line, textOf} from '../line.ts';
import {attention, type Handlers, type Model, type ScreenOf, type Step} from '../model.ts';
import type {Profile} from '../profile.ts';
import {policyOfChosen, readAll} from './refresh.ts';
import {signsInFirst, startSignIn} from './signing-in.ts';

export const openingHandlers = {
  opened: (model, {profile, look, now}) => [
    {...model, profile, look, now, notice: strangeKeys(profile)},
    [{type: 'remember'}],
  ],
  identified: (model, {identities}) => {
    const known: Model = {...model, identities};
    if (known.screen.type !== 'opening') return [known, []];
    const first = signsInFirst(known);
    return first === undefined
      ? begin({...known, screen: {type: 'roles'}})
      : startSignIn(known, 'profile', first);
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
  const effects: readonly Effect[] = [{type: 'save-settings', settings: settingsIn(model.screen.lines)}];
  return [{...model, screen: {...model.screen, saving: true, problem: null}}, effects];
}

/** What was left empty is not there at all. */
function settingsIn(lines: ScreenOf<'first-run'>['lines']): NewSettings {
  const said = (line: Line) => textOf(line).trim() || undefined;
  const startUrl = said(lines.startUrl);
  const aws = startUrl === undefined ? undefined : {startUrl, region: said(lines.region) ?? ''};
  return {tenantId: said(lines.tenantId), clientId: said(lines.clientId), aws};
}

/** Opening or saving failed: where it is said depends on how far we were. */
export function notOpened(model: Model, problem: Problem): Step {
  if (model.screen.type === 'first-run')
    return [{...model, screen: {...model.screen, saving: false, problem}}, []];
  return [{...model, screen: {type: 'not-opened', problem}}, []];
}
