import {expect, test} from 'vitest';
import {peopleOf} from '../../src/cli/emergency/people.ts';
import type {Session} from '../../src/cli/session.ts';
import {Secret} from '../../src/core/secret.ts';
import {emergencyWorld} from './emergency-world.ts';
import {FakeEmergency} from './fake-emergency.ts';
import {run} from './run.ts';

test('what cannot be meant is said and asked for once more', async () => {
  const at = emergencyWorld();
  const lines = ['9', ' 2 ', '', 'INC-7', '  ', 'the portal is down', 'global-admin'];
  const it = await run(['break-glass'], {world: at, terminal: 120, lines, emergency: new FakeEmergency()});
  expect(it.code).toBe(0);
  expect(it.err).toContain('There is no emergency role “9”.');
  expect(it.err).toContain('An emergency needs this for its record: --incident.');
  expect(at.entra.sent[0]?.request.justification).toMatch(/^INC-7: the portal is down/);
});

test('three times is enough, and nothing was opened', async () => {
  const emergency = new FakeEmergency();
  const lines = ['', '', '', '', ''];
  const it = await run(['break-glass'], {world: emergencyWorld(), terminal: 120, lines, emergency});
  expect(it.code).toBe(64);
  expect(it.questions.filter(one => one.startsWith('Which incident'))).toHaveLength(3);
  expect(emergency.incidents).toEqual([]);
});

test('a passphrase is asked for again with the reason', async () => {
  const told: string[] = [];
  const session = {
    host: {askSecret: async () => new Secret('not the one')},
    notes: {tell: (line: string) => void told.push(line)},
    mayAsk: true,
  } as unknown as Session;
  const clock = emergencyWorld().clock;
  const call = {operands: [], flags: {}, after: []} as unknown as Parameters<typeof peopleOf>[1];
  const people = await peopleOf(session, call, {rungs: [], clock, stop: () => {}});
  await people.passphrase?.('emergency-1');
  expect(told).toEqual([]);
  await people.passphrase?.('emergency-1');
  expect(told).toEqual(['That did not open the key of emergency-1.']);
});
