import {ALL_KEYMAPS, keymapsFor, keysOf} from '../keymap/current.ts';
import type {Model, Screen} from '../model.ts';
import {shownKey} from '../shown-key.ts';
import {dim, type Span} from './row.tsx';

/** Every key of every table, as it is now: the settings may have given other keys. What counts here comes first. */
export function helpLines(model: Model, behind: Screen): readonly (readonly Span[])[] {
  const here = keymapsFor({...model, screen: behind});
  const others = ALL_KEYMAPS.filter(map => !here.includes(map));
  return [...here, ...others].flatMap(map => [
    [{text: `  ${map.title}`, bold: true}, ...(here.includes(map) ? [dim('   here')] : [])],
    ...map.bindings.map((binding): readonly Span[] => {
      const keys = keysOf(binding, model.profile?.ui).map(shownKey).join(', ');
      return [
        {text: `    ${keys.padEnd(17)} `, colour: model.look.colours.accent},
        {text: binding.label.padEnd(26)},
        dim(binding.name),
      ];
    }),
    [],
  ]);
}
