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

const taken = () => {
  const emergency = new FakeEmergency();
  const incident = {id: 'INC-1', profile: 'default', drill: false, practice: false, reason: 'x'};
  emergency.incidents.push({...incident, openedAt: 0, closedAt: null});
  return emergency;
};

test('a name that is taken is said at once, and another is asked for', async () => {
  const at = emergencyWorld();
  const lines = ['2', 'INC-1', 'INC-2', 'the portal is down', 'global-admin'];
  const it = await run(['break-glass'], {world: at, terminal: 120, lines, emergency: taken()});
  expect(it.code).toBe(0);
  expect(it.questions.map(one => one.split(/[?: ]/)[0])).toEqual(['Which', 'Which', 'Which', 'Why', 'Type']);
  expect(it.err).toContain('There has been an incident INC-1 before.');
  expect(at.entra.sent[0]?.request.justification).toMatch(/^INC-2: /);
});

test.each([
  {what: 'three times taken', args: [], lines: ['', 'INC-1', 'INC-1', 'INC-1', 'INC-3'], asked: 4},
  {what: 'taken, by flag', args: ['--incident', 'INC-1'], lines: ['1', 'x'], asked: 0},
])('$what: 64, and nothing more is asked', async ({args, lines, asked}) => {
  const emergency = taken();
  const setting = {world: emergencyWorld(), terminal: 120, lines, emergency};
  const it = await run(['break-glass', ...args], setting);
  expect([it.code, it.questions.length]).toEqual([64, asked]);
  expect(it.err).toContain('There has been an incident INC-1 before.');
  expect(emergency.incidents).toHaveLength(1);
});

test.each([
  ['--duration', 'soon'],
  ['--confirm', 'somebody'],
])('a mistake in %s leads to the help of break-glass', async (flag, value) => {
  const args = ['--incident', 'INC-9', '--reason', 'x', '--confirm', 'prod-owner', flag, value];
  const it = await run(['break-glass', ...args], {world: emergencyWorld(), emergency: new FakeEmergency()});
  expect(it.code).toBe(64);
  expect(it.err).toContain('See stint break-glass --help');
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

test.each(['', 'ASIAIOSFODNN7EXAMPLE', 'nonsense'])(
  'after the key id “%s” no secret is asked for',
  async id => {
    const emergency = new FakeEmergency();
    emergency.secrets = [id, 'a secret'];
    const it = await run(['break-glass', 'setup', '--user', 'emergency-1'], {emergency, terminal: 120});
    expect(it.code).toBe(64);
    expect(emergency.asked).toEqual(['Access key id of emergency-1: ']);
    expect(it.err).toContain('it begins with AKIA');
    expect(it.err).toContain('See stint break-glass setup --help');
    expect(emergency.keys.size).toBe(0);
  },
);

test.each([
  [['setup', '--user', ' '], 'break-glass setup'],
  [['setup', '--user', 'e1', '--name', 'n'], 'break-glass setup'],
  [['setup', '--no-input'], 'break-glass setup'],
  [
    ['drill', '--events', '--incident', 'D', '--reason', 'x', '--confirm', 'y', '--', 'ls'],
    'break-glass drill',
  ],
])('%j: the help of its own command is named', async (args, command) => {
  const it = await run(['break-glass', ...args], {world: emergencyWorld(), emergency: new FakeEmergency()});
  expect(it.code).toBe(64);
  expect(it.err).toContain(`See stint ${command} --help`);
});
