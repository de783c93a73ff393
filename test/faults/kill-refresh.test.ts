import {expect, onTestFinished, test} from 'vitest';
import {list} from '../../src/usecases/list.ts';
import {gather} from '../../src/usecases/reading.ts';
import {victims} from './errand.ts';
import {NEVER, practiceHouse} from './practice-house.ts';

test('killed at each point of a token refresh, the next command is still signed in', {
  timeout: 60_000,
}, async () => {
  const house = await practiceHouse({firstTokens: 200, ticking: true});
  onTestFinished(() => house.close());
  const send = await victims(house.root, house.caFile);
  const errand = {kind: 'azure-resource', act: 'refresh', scopeId: ''} as const;
  const {calls} = await send({...errand, home: await house.freshHome()}).ran;
  const refresh = ['request leaves', 'answer arrives', 'vault.change'];
  // The record is only written where the new token lives longer than the last one.
  expect(calls.filter(call => call !== 'records.write')).toEqual([...refresh, ...refresh, 'the end']);
  for (const [dieBefore, call] of calls.entries()) {
    const home = await house.freshHome();
    const {signal} = await send({...errand, home, dieBefore}).ran;
    expect(signal).toBe('SIGKILL');
    const app = await house.open(home);
    const {problems, answered} = await gather(list(app, {source: 'fresh'}, NEVER));
    await app.close();
    expect([problems, answered.length], call).toEqual([[], 3]);
    expect(house.cloud.pendingSignIns, 'nobody was asked').toEqual([]);
  }
});
