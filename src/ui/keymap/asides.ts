import type {Keymap} from './binding.ts';
import {moving} from './moving.ts';

export const questionKeys: Keymap = {
  title: 'A question',
  bindings: [
    {name: 'question.yes', keys: ['y'], label: 'yes', message: {type: 'yes'}},
    {name: 'question.no', keys: ['n', 'escape'], label: 'no', message: {type: 'back'}},
  ],
};

/** On a page to read q closes the page, as it does in every pager, and not the app. */
export const helpKeys: Keymap = {
  title: 'Help',
  bindings: [
    {name: 'help.back', keys: ['escape', 'return', '?', 'q'], label: 'back', message: {type: 'back'}},
    ...moving('help'),
  ],
};

export const problemsKeys: Keymap = {
  title: 'What went wrong',
  bindings: [
    {name: 'problems.back', keys: ['escape', 'return', 'p', 'q'], label: 'back', message: {type: 'back'}},
    ...moving('problems'),
  ],
};

export const notOpenedKeys: Keymap = {
  title: 'When it could not open',
  bindings: [
    {name: 'not-opened.again', keys: ['r', 'return'], label: 'try again', message: {type: 'read-again'}},
  ],
};
