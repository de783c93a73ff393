import {expect, onTestFinished, test} from 'vitest';
import {withSignalsKept} from '../../src/stores/signals-kept.ts';

const listeners = () => process.rawListeners('SIGUSR2');

test('what a module listens to of signals once is taken back, and what was there stays', async () => {
  const ours = () => undefined;
  const before = () => undefined;
  process.once('SIGUSR2', before);
  onTestFinished(() => {
    process.off('SIGUSR2', before).off('SIGUSR2', ours);
  });
  const count = listeners().length;
  const loaded = await withSignalsKept(async () => {
    process.once('SIGUSR2', () => process.exit(1));
    process.on('SIGUSR2', ours);
    return 'loaded';
  });
  expect([loaded, listeners().length, listeners().includes(ours)]).toEqual(['loaded', count + 1, true]);
});

test('conf, which the settings are checked with, leaves no listener behind', async () => {
  const names = () => process.eventNames().filter(name => String(name).startsWith('SIG'));
  const before = names();
  await withSignalsKept(() => import('conf'));
  expect(names()).toEqual(before);
});
