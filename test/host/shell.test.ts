import {expect, test} from 'vitest';
import {interactiveShell} from '../../src/host/shell.ts';

const anything = () => true;
const nothing = () => false;

test.each([
  ['/usr/bin/zsh', anything, '/usr/bin/zsh'],
  ['/usr/bin/zsh', nothing, '/bin/sh'],
  ['zsh', anything, '/bin/sh'],
  ['./zsh', anything, '/bin/sh'],
  ['', anything, '/bin/sh'],
  [undefined, anything, '/bin/sh'],
  ['/usr/sbin/nologin', anything, '/bin/sh'],
  ['/bin/false', anything, '/bin/sh'],
])('SHELL %s', (SHELL, isRunnable, shell) => {
  expect(interactiveShell({SHELL}, 'linux', isRunnable)).toEqual([shell]);
});

test('a folder is no shell, though it may be entered', () => {
  expect(interactiveShell({SHELL: '/usr'}, 'linux')).toEqual(['/bin/sh']);
});

test.each([
  [{ComSpec: 'D:\\cmd.exe'}, anything, 'D:\\cmd.exe'],
  [{ComSpec: 'cmd.exe', SystemRoot: 'D:\\Windows'}, anything, 'D:\\Windows\\System32\\cmd.exe'],
  [{ComSpec: 'D:\\cmd.exe'}, nothing, 'C:\\Windows\\System32\\cmd.exe'],
])('on Windows %j', (env, isRunnable, shell) => {
  expect(interactiveShell(env, 'win32', isRunnable)).toEqual([shell]);
});
