import {
  cannotAskAgain,
  cannotDismiss,
  cannotEnd,
  cannotSignIn,
  cannotWithdraw,
  hasDetailsBeside,
  nothingWrong,
} from '../abilities.ts';
import {isReading} from '../sources.ts';
import type {Keymap} from './binding.ts';
import {moving} from './moving.ts';

export const activeKeys: Keymap = {
  title: 'Active',
  bindings: [
    {name: 'active.end', keys: ['d'], label: 'end', message: {type: 'end'}, unavailable: cannotEnd},
    {
      name: 'active.withdraw',
      keys: ['c'],
      label: 'withdraw',
      message: {type: 'withdraw'},
      unavailable: cannotWithdraw,
    },
    {
      name: 'active.ask-again',
      keys: ['a', 'return'],
      label: 'ask again',
      message: {type: 'ask-again'},
      unavailable: cannotAskAgain,
    },
    {
      name: 'active.dismiss',
      keys: ['x'],
      label: 'put away',
      message: {type: 'dismiss'},
      unavailable: cannotDismiss,
    },
    {
      name: 'active.details',
      keys: ['tab'],
      label: 'details',
      message: {type: 'toggle-details'},
      unavailable: model => (hasDetailsBeside(model) ? 'the details are at the right' : undefined),
    },
    {
      name: 'active.read',
      keys: ['r'],
      label: 'read again',
      message: {type: 'read-again'},
      unavailable: model => (isReading(model.holdings.sources) ? 'it is being read' : undefined),
    },
    {
      name: 'active.roles',
      keys: ['1', 'left', 'h', 'escape'],
      label: 'roles',
      message: {type: 'show-tab', tab: 'roles'},
    },
    {
      name: 'active.problems',
      keys: ['p'],
      label: 'what went wrong',
      message: {type: 'problems'},
      quiet: true,
      unavailable: nothingWrong,
    },
    {
      name: 'active.sign-in',
      keys: ['s'],
      label: 'sign in',
      message: {type: 'sign-in', flow: 'profile'},
      quiet: true,
      unavailable: cannotSignIn,
    },
    {
      name: 'active.code',
      keys: ['y'],
      label: 'copy the code',
      message: {type: 'copy-code'},
      quiet: true,
      unavailable: model => (model.challenge?.type === 'device' ? undefined : 'there is no code'),
    },
    {
      name: 'active.page',
      keys: ['o'],
      label: 'open the page',
      message: {type: 'open-page'},
      quiet: true,
      unavailable: model => (model.challenge?.type === 'device' ? undefined : 'there is no page to open'),
    },
    ...moving('active'),
  ],
};
