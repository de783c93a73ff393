import {cannotBreakGlass} from '../emergency.ts';
import type {Binding, Keymap} from './binding.ts';

const interrupt: Binding = {
  name: 'everywhere.interrupt',
  keys: ['ctrl-c'],
  label: 'leave (twice)',
  message: {type: 'interrupt'},
  quiet: true,
};

const quit: Binding = {
  name: 'everywhere.quit',
  keys: ['q'],
  label: 'quit',
  message: {type: 'quit'},
};

export const everywhereKeys: Keymap = {
  title: 'Everywhere',
  bindings: [
    {name: 'everywhere.help', keys: ['?'], label: 'help', message: {type: 'help'}, vital: true},
    {
      name: 'everywhere.break-glass',
      keys: ['!'],
      label: 'break glass',
      message: {type: 'break-glass'},
      vital: true,
      offered: model => cannotBreakGlass(model) === undefined,
      unavailable: cannotBreakGlass,
    },
    quit,
    interrupt,
  ],
};

/** While nothing is open yet there is nothing to explain and nothing to go back to. */
export const leavingKeys: Keymap = {
  title: 'While it opens',
  bindings: [quit, interrupt],
};

/** Where text is written only what is no character is left. */
export const whileWritingKeys: Keymap = {
  title: 'While writing',
  writes: true,
  bindings: [
    {
      name: 'writing.back',
      keys: ['backspace'],
      label: 'erase',
      message: {type: 'edit', edit: 'back'},
      quiet: true,
    },
    {
      name: 'writing.delete',
      keys: ['delete', 'ctrl-d'],
      label: 'erase ahead',
      message: {type: 'edit', edit: 'delete'},
      quiet: true,
    },
    {
      name: 'writing.left',
      keys: ['left', 'ctrl-b'],
      label: 'left',
      message: {type: 'edit', edit: 'left'},
      quiet: true,
    },
    {
      name: 'writing.right',
      keys: ['right', 'ctrl-f'],
      label: 'right',
      message: {type: 'edit', edit: 'right'},
      quiet: true,
    },
    {
      name: 'writing.start',
      keys: ['home', 'ctrl-a'],
      label: 'start of line',
      message: {type: 'edit', edit: 'start'},
      quiet: true,
    },
    {
      name: 'writing.end',
      keys: ['end', 'ctrl-e'],
      label: 'end of line',
      message: {type: 'edit', edit: 'end'},
      quiet: true,
    },
    {
      name: 'writing.word',
      keys: ['ctrl-w'],
      label: 'erase a word',
      message: {type: 'edit', edit: 'word-back'},
      quiet: true,
    },
    {
      name: 'writing.clear',
      keys: ['ctrl-u'],
      label: 'erase all',
      message: {type: 'edit', edit: 'clear'},
      quiet: true,
    },
    interrupt,
  ],
};
