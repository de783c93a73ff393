import type {Model} from '../model.ts';
import {cannotRecall} from '../reasons.ts';
import type {Keymap} from './binding.ts';
import {moving} from './moving.ts';

export const requestKeys: Keymap = {
  title: 'Asking',
  writes: true,
  bindings: [
    {
      name: 'request.submit',
      keys: ['return'],
      label: 'ask',
      message: {type: 'submit'},
      unavailable: underWay,
    },
    {
      name: 'request.preview',
      keys: ['ctrl-p'],
      label: 'in full',
      message: {type: 'preview'},
      offered: ({screen}) => screen.type !== 'request' || screen.form.extending === null,
      unavailable: ({screen}) =>
        screen.type === 'request' && screen.form.extending !== null
          ? 'it is made when it is sent'
          : undefined,
    },
    {name: 'request.back', keys: ['escape'], label: 'back', message: {type: 'back'}},
    {name: 'request.next', keys: ['tab', 'down'], label: 'next', message: {type: 'move', by: 1, unit: 'row'}},
    {
      name: 'request.previous',
      keys: ['shift-tab', 'up'],
      label: 'previous',
      message: {type: 'move', by: -1, unit: 'row'},
      quiet: true,
    },
  ],
};

/** Nothing is written here, so letters are keys. */
export const previewKeys: Keymap = {
  title: 'What will be sent',
  bindings: [
    {name: 'preview.submit', keys: ['return'], label: 'ask', message: {type: 'submit'}},
    {name: 'preview.back', keys: ['escape', 'ctrl-p', 'q'], label: 'back', message: {type: 'back'}},
    ...moving('preview'),
  ],
};

function underWay({screen}: Model): string | undefined {
  return screen.type === 'request' && screen.form.sending ? 'it is being sent' : undefined;
}

/** The reason a person writes may be one they have given before. */
export const reasonKeys: Keymap = {
  title: 'Asking, on the reason',
  writes: true,
  bindings: [
    {
      name: 'reason.earlier',
      keys: ['up', 'ctrl-r'],
      label: 'earlier reasons',
      message: {type: 'recall', by: 1},
      unavailable: cannotRecall,
    },
  ],
};

/** An earlier one stands in the field: there is a way back. */
export const recalledKeys: Keymap = {
  title: 'Asking, on an earlier reason',
  writes: true,
  bindings: [
    {
      name: 'reason.later',
      keys: ['down'],
      label: 'nearer ones',
      message: {type: 'recall', by: -1},
      quiet: true,
    },
  ],
};

/** There are two ends to choose from. */
export const endsKeys: Keymap = {
  title: 'Asking, on the end',
  writes: true,
  bindings: [
    {
      name: 'ends.other',
      keys: ['right', 'left', 'space'],
      label: 'other end',
      message: {type: 'other-end'},
    },
  ],
};

/** On the duration the arrows step through lengths that every role allows. */
export const durationKeys: Keymap = {
  title: 'Asking, on the duration',
  writes: true,
  bindings: [
    {
      name: 'duration.longer',
      keys: ['right'],
      label: 'longer',
      message: {type: 'step-duration', by: 1},
      quiet: true,
    },
    {
      name: 'duration.shorter',
      keys: ['left'],
      label: 'shorter',
      message: {type: 'step-duration', by: -1},
      quiet: true,
    },
  ],
};
