import {expect, test} from 'vitest';
import {takeTerminalBack} from '../../src/host/terminal-back.ts';

const node = (script: string) => [process.execPath, '-e', script];

test.each([
  ['the first that can', [node(''), ['/nowhere/at-all']], true],
  ['the next one where the first is not there', [['/nowhere/at-all'], node('')], true],
  ['the next one where the first cannot', [node('process.exit(1)'), node('')], true],
  ['nobody', [['/nowhere/at-all'], node('process.exit(1)')], false],
])('the terminal is taken back by %s', async (_who, takers, taken) => {
  expect(await takeTerminalBack(takers)).toBe(taken);
});
