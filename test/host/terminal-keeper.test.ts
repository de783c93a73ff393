import {expect, test} from 'vitest';
import {keepingTerminal} from '../../src/host/terminal-keeper.ts';

const anything = () => true;
const nothing = () => false;

test.each([
  ['linux', '/bin/sh'],
  ['darwin', '/bin/dash'],
] as const)('on %s a plain shell stays between, and the command is one argument each', (platform, keeper) => {
  const command = keepingTerminal(['/opt/my shell', '-l'], platform, anything);
  expect([command[0], ...command.slice(-2)]).toEqual([keeper, '/opt/my shell', '-l']);
});

test('where nothing can stay between, the shell is run as it is', () => {
  expect(keepingTerminal(['cmd.exe'], 'win32', anything)).toEqual(['cmd.exe']);
  expect(keepingTerminal(['/bin/zsh'], 'darwin', nothing)).toEqual(['/bin/zsh']);
});
