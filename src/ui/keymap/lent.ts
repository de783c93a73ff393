import type {Keymap} from './binding.ts';

/** On an open loan two keys of the list mean what is done with credentials: there is no request to withdraw there. */
export const lentKeys: Keymap = {
  title: 'Active, on AWS credentials',
  bindings: [
    {name: 'lent.copy', keys: ['c'], label: 'copy the command', message: {type: 'copy-command'}},
    {name: 'lent.shell', keys: ['x'], label: 'shell', message: {type: 'open-shell'}},
  ],
};
