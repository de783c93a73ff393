import {cannotAskLike, hasDetailsBeside, nothingWrong} from '../abilities.ts';
import {chosenPast} from '../history-list.ts';
import {textOf} from '../line.ts';
import type {Keymap} from './binding.ts';
import {moving} from './moving.ts';

export const historyKeys: Keymap = {
  title: 'History',
  bindings: [
    {
      name: 'history.ask-again',
      keys: ['a'],
      label: 'ask again',
      message: {type: 'ask-like'},
      unavailable: cannotAskLike,
    },
    {
      name: 'history.story',
      keys: ['return'],
      label: 'the whole story',
      message: {type: 'read-story'},
      unavailable: ({history}) => (chosenPast(history) === undefined ? 'nothing is chosen' : undefined),
    },
    {name: 'history.filter', keys: ['/'], label: 'filter', message: {type: 'filter'}},
    {
      name: 'history.details',
      keys: ['tab'],
      label: 'details',
      message: {type: 'toggle-details'},
      unavailable: model => (hasDetailsBeside(model) ? 'the details are at the right' : undefined),
    },
    {
      name: 'history.read',
      keys: ['r'],
      label: 'read again',
      message: {type: 'read-again'},
      unavailable: ({history}) => (history.state === 'reading' ? 'it is being read' : undefined),
    },
    {name: 'history.roles', keys: ['1'], label: 'roles', message: {type: 'show-tab', tab: 'roles'}},
    {
      name: 'history.active',
      keys: ['2', 'left', 'h'],
      label: 'active',
      message: {type: 'show-tab', tab: 'active'},
    },
    {
      name: 'history.clear',
      keys: ['escape'],
      label: 'clear the filter',
      message: {type: 'clear'},
      quiet: true,
      unavailable: ({history}) => (textOf(history.filter) === '' ? 'there is no filter' : undefined),
    },
    {
      name: 'history.problems',
      keys: ['p'],
      label: 'what went wrong',
      message: {type: 'problems'},
      quiet: true,
      unavailable: nothingWrong,
    },
    ...moving('history'),
  ],
};
