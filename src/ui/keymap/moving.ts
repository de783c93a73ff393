import type {Binding} from './binding.ts';

/** The same movements in every list. */
export const moving = (place: string): readonly Binding[] => [
  {
    name: `${place}.up`,
    keys: ['up', 'k'],
    label: 'up',
    message: {type: 'move', by: -1, unit: 'row'},
    quiet: true,
  },
  {
    name: `${place}.down`,
    keys: ['down', 'j'],
    label: 'down',
    message: {type: 'move', by: 1, unit: 'row'},
    quiet: true,
  },
  {
    name: `${place}.page-up`,
    keys: ['pageup'],
    label: 'a page up',
    message: {type: 'move', by: -1, unit: 'page'},
    quiet: true,
  },
  {
    name: `${place}.page-down`,
    keys: ['pagedown'],
    label: 'a page down',
    message: {type: 'move', by: 1, unit: 'page'},
    quiet: true,
  },
  {
    name: `${place}.first`,
    keys: ['home', 'g'],
    label: 'to the top',
    message: {type: 'move', by: -1, unit: 'all'},
    quiet: true,
  },
  {
    name: `${place}.last`,
    keys: ['end', 'G'],
    label: 'to the bottom',
    message: {type: 'move', by: 1, unit: 'all'},
    quiet: true,
  },
];
