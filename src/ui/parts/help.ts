import type {Binding} from '../keymap/binding.ts';
import {ALL_KEYMAPS, keymapsFor, keysOf} from '../keymap/current.ts';
import type {Model, Screen} from '../model.ts';
import {shownKey} from '../shown-key.ts';
import {widthOf} from './cell.ts';
import {dim, type Span} from './row.tsx';

/** Every key of every table, as it is now: the settings may have given other keys. What counts here comes first. */
export function helpLines(model: Model, behind: Screen): readonly (readonly Span[])[] {
  const here = keymapsFor({...model, screen: behind});
  const others = ALL_KEYMAPS.filter(map => !here.includes(map));
  return [...here, ...others].flatMap(map => [
    [{text: `  ${map.title}`, bold: true}, ...(here.includes(map) ? [dim('   here')] : [])],
    ...map.bindings.flatMap(binding => bindingLines(model, binding)),
    [],
  ]);
}

/** The name is there to be written in `ui.keys`: where it does not fit beside the label it stands below, whole. */
function bindingLines(model: Model, binding: Binding): readonly (readonly Span[])[] {
  const keys = keysOf(binding, model.profile?.ui).map(shownKey).join(', ');
  const key: Span = {text: `    ${keys.padEnd(17)} `, colour: model.look.colours.accent};
  const label = binding.label.padEnd(26);
  const cells = widthOf(key.text) + label.length + binding.name.length;
  if (cells <= model.size.columns) return [[key, {text: label}, dim(binding.name)]];
  return [[key, {text: binding.label}], [dim(`${' '.repeat(LABEL_AT)}${binding.name}`)]];
}

/** The column in which labels begin. */
const LABEL_AT = 22;
