import {cannotAskLike} from '../abilities.ts';
import type {Keymap} from './binding.ts';
import {moving} from './moving.ts';

export const questionKeys: Keymap = {
  title: 'A question',
  bindings: [
    {name: 'question.yes', keys: ['y'], label: 'yes', message: {type: 'yes'}},
    {name: 'question.no', keys: ['n', 'escape'], label: 'no', message: {type: 'back'}},
  ],
};

/** Something that was taken here still runs. The page itself says what each key would do to what. */
export const partingKeys: Keymap = {
  title: 'Leaving, while something runs',
  bindings: [
    {
      name: 'leaving.stay-active',
      keys: ['q'],
      label: 'leave it active',
      message: {type: 'part', parting: 'stays'},
      quiet: true,
    },
    {
      name: 'leaving.end',
      keys: ['e'],
      label: 'end it, then leave',
      message: {type: 'part', parting: 'ends-now'},
      quiet: true,
    },
    {
      name: 'leaving.behind',
      keys: ['u'],
      label: 'leave, and have it ended',
      message: {type: 'part', parting: 'ends-behind'},
      quiet: true,
    },
    {name: 'leaving.back', keys: ['escape', 'n'], label: 'stay', message: {type: 'back'}, quiet: true},
  ],
};

export const bundleKeys: Keymap = {
  title: 'Bundles',
  bindings: [
    {
      name: 'bundles.use',
      keys: ['return', 'space'],
      label: 'ask for its roles',
      message: {type: 'use-bundle'},
    },
    {name: 'bundles.back', keys: ['escape', '@'], label: 'back', message: {type: 'back'}},
    ...moving('bundles'),
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

export const storyKeys: Keymap = {
  title: 'A past activation',
  bindings: [
    {
      name: 'story.ask-again',
      keys: ['a'],
      label: 'ask again',
      message: {type: 'ask-like'},
      unavailable: cannotAskLike,
    },
    {name: 'story.back', keys: ['escape', 'return', 'q'], label: 'back', message: {type: 'back'}},
    ...moving('story'),
  ],
};

export const notOpenedKeys: Keymap = {
  title: 'When it could not open',
  bindings: [
    {name: 'not-opened.again', keys: ['r', 'return'], label: 'try again', message: {type: 'read-again'}},
  ],
};
