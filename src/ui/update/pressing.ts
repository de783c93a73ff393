import {bindingFor, isWriting} from '../keymap/current.ts';
import {insert} from '../line.ts';
import type {Message} from '../message.ts';
import {attention, type Model, type Step} from '../model.ts';
import {shownKey} from '../shown-key.ts';
import {editLine} from './writing.ts';

export type Update = (model: Model, message: Message) => Step;

/** A key does what its row says; one that cannot act says why; where text is written characters are text. */
export function press(model: Model, key: string, update: Update): Step {
  const calmer: Model = {
    ...model,
    notice: null,
    alarms: [],
    interrupted: model.interrupted && key === 'ctrl-c',
  };
  const binding = bindingFor(model, key);
  if (binding === undefined) return isWriting(model) ? write(calmer, key) : unknownKey(calmer, key);
  const why = binding.unavailable?.(calmer);
  if (why !== undefined) return [{...calmer, notice: attention(`${shownKey(key)}: ${why}`)}, []];
  return update(calmer, binding.message);
}

function write(model: Model, key: string): Step {
  const text = key === 'space' ? ' ' : key;
  if ([...text].length > 1) return unknownKey(model, key);
  return [editLine(model, line => insert(line, text)), []];
}

const unknownKey = (model: Model, key: string): Step => [
  {
    ...model,
    notice: attention(`${shownKey(key)} does nothing here${isWriting(model) ? '' : ': ? shows the keys'}`),
  },
  [],
];
