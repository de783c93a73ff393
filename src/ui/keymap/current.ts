import type {UiSettings} from '../../core/settings.ts';
import {lentChosen} from '../abilities.ts';
import type {Form} from '../form.ts';
import type {Model, SignInStage} from '../model.ts';
import {isBlocked} from '../sign-in-stage.ts';
import {activeKeys} from './active.ts';
import {
  bundleKeys,
  helpKeys,
  notOpenedKeys,
  partingKeys,
  problemsKeys,
  questionKeys,
  storyKeys,
} from './asides.ts';
import type {Binding, Keymap} from './binding.ts';
import {everywhereKeys, leavingKeys, whileWritingKeys} from './everywhere.ts';
import {choiceKeys, firstRunKeys} from './first-run.ts';
import {historyKeys} from './history.ts';
import {lentKeys} from './lent.ts';
import {durationKeys, endsKeys, previewKeys, reasonKeys, recalledKeys, requestKeys} from './request.ts';
import {filterKeys, rolesKeys} from './roles.ts';
import {blockedKeys, signInKeys, stoppedKeys} from './sign-in.ts';

/** Every table there is, in the order of the help page. */
export const ALL_KEYMAPS: readonly Keymap[] = [
  rolesKeys,
  filterKeys,
  requestKeys,
  durationKeys,
  reasonKeys,
  recalledKeys,
  endsKeys,
  previewKeys,
  activeKeys,
  lentKeys,
  historyKeys,
  storyKeys,
  questionKeys,
  bundleKeys,
  partingKeys,
  signInKeys,
  stoppedKeys,
  blockedKeys,
  choiceKeys,
  firstRunKeys,
  notOpenedKeys,
  problemsKeys,
  helpKeys,
  whileWritingKeys,
  everywhereKeys,
  leavingKeys,
];

/** The tables that count now, the nearest first. */
export function keymapsFor(model: Model): readonly Keymap[] {
  const {screen} = model;
  switch (screen.type) {
    case 'opening':
      return [leavingKeys];
    case 'not-opened':
      return [notOpenedKeys, everywhereKeys];
    case 'first-run':
      return screen.focus === null ? [choiceKeys, everywhereKeys] : [firstRunKeys, whileWritingKeys];
    case 'sign-in':
      return [signInKeysFor(screen.stage), everywhereKeys];
    case 'roles':
      return model.roles.filtering ? [filterKeys, whileWritingKeys] : [rolesKeys, everywhereKeys];
    case 'active':
      return lentChosen(model) === undefined
        ? [activeKeys, everywhereKeys]
        : [lentKeys, activeKeys, everywhereKeys];
    case 'history':
      return model.history.filtering ? [filterKeys, whileWritingKeys] : [historyKeys, everywhereKeys];
    case 'story':
      return [storyKeys, everywhereKeys];
    case 'request':
      return [...fieldKeys(screen.form), requestKeys, whileWritingKeys];
    case 'bundles':
      return [bundleKeys, everywhereKeys];
    case 'leaving':
      return [partingKeys, everywhereKeys];
    case 'question':
      return [questionKeys, everywhereKeys];
    case 'help':
      return [helpKeys, everywhereKeys];
    case 'problems':
      return [problemsKeys, everywhereKeys];
    case 'preview':
      return [previewKeys, everywhereKeys];
  }
}

function fieldKeys({focus, recall}: Form): readonly Keymap[] {
  if (focus === 'justification') return recall === null ? [reasonKeys] : [recalledKeys, reasonKeys];
  if (focus === 'duration') return [durationKeys];
  return focus === 'ends' ? [endsKeys] : [];
}

function signInKeysFor(stage: SignInStage): Keymap {
  if (isBlocked(stage)) return blockedKeys;
  return stage.type === 'stopped' ? stoppedKeys : signInKeys;
}

export const isWriting = (model: Model): boolean => keymapsFor(model).some(map => map.writes === true);

/** The keys of a row; `ui.keys` in the settings has the last word. */
export function keysOf(binding: Binding, ui: UiSettings | undefined): readonly string[] {
  const own = ui?.keys ?? {};
  return Object.hasOwn(own, binding.name) ? (own[binding.name] ?? binding.keys) : binding.keys;
}

/** What a key means now. A key that the settings gave away wins over one that has it by itself. */
export function bindingFor(model: Model, key: string): Binding | undefined {
  const ui = model.profile?.ui;
  const bindings = keymapsFor(model).flatMap(map => map.bindings);
  const given = bindings.filter(binding => Object.hasOwn(ui?.keys ?? {}, binding.name));
  return [...given, ...bindings].find(binding => keysOf(binding, ui).includes(key));
}

/** Names in `ui.keys` that no row has. */
export function strangeNames(ui: UiSettings): readonly string[] {
  const known = new Set(ALL_KEYMAPS.flatMap(map => map.bindings.map(binding => binding.name)));
  return Object.keys(ui.keys ?? {}).filter(name => !known.has(name));
}
