import {cannotMark, cannotRequest, cannotSignIn, hasDetailsBeside, nothingWrong} from '../abilities.ts';
import {textOf} from '../line.ts';
import type {Model} from '../model.ts';
import {isReading} from '../sources.ts';
import type {Keymap} from './binding.ts';
import {moving} from './moving.ts';

export const rolesKeys: Keymap = {
  title: 'Roles',
  bindings: [
    {
      name: 'roles.ask',
      keys: ['return', 'a'],
      label: 'ask',
      message: {type: 'request'},
      unavailable: cannotRequest,
    },
    {name: 'roles.mark', keys: ['space'], label: 'mark', message: {type: 'mark'}, unavailable: cannotMark},
    {name: 'roles.filter', keys: ['/'], label: 'filter', message: {type: 'filter'}},
    {
      name: 'roles.details',
      keys: ['tab'],
      label: 'details',
      message: {type: 'toggle-details'},
      unavailable: model => (hasDetailsBeside(model) ? 'the details are at the right' : undefined),
    },
    {
      name: 'roles.read',
      keys: ['r'],
      label: 'read again',
      message: {type: 'read-again'},
      unavailable: model => (isReading(model.roles.sources) ? 'it is being read' : undefined),
    },
    {
      name: 'roles.active',
      keys: ['2', 'right', 'l'],
      label: 'active',
      message: {type: 'show-tab', tab: 'active'},
    },
    {
      name: 'roles.history',
      keys: ['3'],
      label: 'history',
      message: {type: 'show-tab', tab: 'history'},
    },
    {
      name: 'roles.bundles',
      keys: ['@'],
      label: 'bundles',
      message: {type: 'bundles'},
      quiet: true,
      unavailable: noBundles,
    },
    {
      name: 'roles.clear',
      keys: ['escape'],
      label: 'clear filter and marks',
      message: {type: 'clear'},
      quiet: true,
      unavailable: nothingToClear,
    },
    {
      name: 'roles.problems',
      keys: ['p'],
      label: 'what went wrong',
      message: {type: 'problems'},
      quiet: true,
      unavailable: nothingWrong,
    },
    {
      name: 'roles.sign-in',
      keys: ['s'],
      label: 'sign in',
      message: {type: 'sign-in', flow: 'profile'},
      quiet: true,
      unavailable: cannotSignIn,
    },
    ...moving('roles'),
  ],
};

function noBundles({profile, roles}: Model): string | undefined {
  if (Object.keys(profile?.bundles ?? {}).length === 0) return 'the settings name no bundle';
  return isReading(roles.sources) && roles.rows.length === 0 ? 'the roles are being read' : undefined;
}

function nothingToClear({roles}: Model): string | undefined {
  return textOf(roles.filter) === '' && roles.marked.size === 0
    ? 'there is no filter and no mark'
    : undefined;
}

export const filterKeys: Keymap = {
  title: 'Filter',
  writes: true,
  bindings: [
    {name: 'filter.keep', keys: ['return'], label: 'keep', message: {type: 'keep-filter'}},
    {name: 'filter.clear', keys: ['escape'], label: 'clear', message: {type: 'clear'}},
    {
      name: 'filter.up',
      keys: ['up', 'ctrl-p'],
      label: 'up',
      message: {type: 'move', by: -1, unit: 'row'},
      quiet: true,
    },
    {
      name: 'filter.down',
      keys: ['down', 'ctrl-n'],
      label: 'down',
      message: {type: 'move', by: 1, unit: 'row'},
      quiet: true,
    },
    {
      name: 'filter.page-up',
      keys: ['pageup'],
      label: 'a page up',
      message: {type: 'move', by: -1, unit: 'page'},
      quiet: true,
    },
    {
      name: 'filter.page-down',
      keys: ['pagedown'],
      label: 'a page down',
      message: {type: 'move', by: 1, unit: 'page'},
      quiet: true,
    },
  ],
};
