import {textOf} from '../line.ts';
import type {FirstRunField, Model} from '../model.ts';
import type {Keymap} from './binding.ts';

/** Before a field is being written in, letters are commands. */
export const choiceKeys: Keymap = {
  title: 'First run',
  bindings: [
    {
      name: 'first-run.set-up',
      keys: ['return', 'tab', 'down'],
      label: 'set up',
      message: {type: 'move', by: 1, unit: 'row'},
    },
    {name: 'first-run.demo', keys: ['d'], label: 'try the demo', message: {type: 'try-demo'}},
  ],
};

export const firstRunKeys: Keymap = {
  title: 'First run, setting up',
  writes: true,
  bindings: [
    {
      name: 'set-up.save',
      keys: ['return'],
      label: 'go on',
      message: {type: 'save'},
      unavailable: cannotSave,
    },
    {
      name: 'set-up.next',
      keys: ['tab', 'down'],
      label: 'other field',
      message: {type: 'move', by: 1, unit: 'row'},
    },
    {
      name: 'set-up.previous',
      keys: ['shift-tab', 'up'],
      label: 'field before',
      message: {type: 'move', by: -1, unit: 'row'},
      quiet: true,
    },
    {name: 'set-up.back', keys: ['escape'], label: 'back', message: {type: 'back'}},
  ],
};

function cannotSave({screen}: Model): string | undefined {
  if (screen.type !== 'first-run') return undefined;
  if (screen.saving) return 'it is being saved';
  const has = (field: FirstRunField) => textOf(screen.lines[field]).trim() !== '';
  if (!has('tenantId') && has('clientId')) return 'the tenant is missing';
  if (has('startUrl') !== has('region'))
    return has('region') ? 'the AWS start URL is missing' : 'the AWS region is missing';
  return has('tenantId') || has('startUrl') ? undefined : 'a tenant or an AWS start URL is missing';
}
