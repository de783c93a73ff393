import type {Keymap} from './binding.ts';
import {moving} from './moving.ts';

export const questionKeys: Keymap = {
  title: 'A question',
  bindings: [
    {name: 'question.yes', keys: ['y'], label: 'yes', message: {type: 'yes'}},
    {name: 'question.no', keys: ['n', 'escape'], label: 'no', message: {type: 'back'}},
  ],
};

export const helpKeys: Keymap = {
  title: 'Help',
  bindings: [
    {name: 'help.back', keys: ['escape', 'return'], label: 'back', message: {type: 'back'}},
    ...moving('help'),
  ],
};

export const notOpenedKeys: Keymap = {
  title: 'When it could not open',
  bindings: [
    {name: 'not-opened.again', keys: ['r', 'return'], label: 'try again', message: {type: 'read-again'}},
  ],
};
