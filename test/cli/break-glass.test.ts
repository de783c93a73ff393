import Ajv2020 from 'ajv/dist/2020.js';
import {expect, test} from 'vitest';
import type {Intent} from '../../src/core/intent.ts';
import type {Rung} from '../../src/core/ladder.ts';
import type {Call} from '../../src/core/ports.ts';
import {emergencyWorld, FLAGS, OWNER, SCRIPT} from './emergency-world.ts';
import {FakeAwsAuthority} from './fake-aws.ts';
import {CTRL_C, FakeEmergency} from './fake-emergency.ts';
import {FakeProvider} from './fake-provider.ts';
import {activeFor, eligibility, refused} from './fakes.ts';
import {run} from './run.ts';
import {undescribed} from './undescribed.ts';

const ajv = new Ajv2020.default({strict: true, allErrors: true});

async function fits(name: string, value: unknown): Promise<void> {
  const schema = JSON.parse((await run(['schema', name])).out);
  const validate = ajv.getSchema(name) ?? ajv.addSchema(schema, name).getSchema(name);
  expect(validate?.(value), JSON.stringify(validate?.errors)).toBe(true);
  if (name !== 'event') expect(undescribed(schema, value)).toEqual([]);
}

test('the first that works, in a script, with everything said in order', async () => {
  const emergency = new FakeEmergency();
  emergency.ignored = ['AWS_ENDPOINT_URL_STS is set'];
  const it = await run(['break-glass', ...SCRIPT], {world: emergencyWorld(), emergency});
  expect(it).toMatchObject({code: 0});
  const lines = it.err.split('\n').map(line => line.replace(/^\d\d:\d\d:\d\d {2}/, ''));
  expect(lines.slice(0, 12)).toEqual([
    ' BREAK GLASS ',
    'Ignored: AWS_ENDPOINT_URL_STS is set',
    'Settings: /home/ada/.config/stint/config.json (SHA-256 0123456789abcdef)',
    'INC-4821 is open and written down: payments are down',
    'Answering: Microsoft Entra.',
    'Not answering: AWS STS (eu-west-1) (it refused the connection).',
    'Told: ops.',
    'Not told yet: siem (unreachable).',
    'Trying prod-owner: Owner on prod-payments (Azure)',
    expect.stringMatching(/^prod-owner is active until .*: Owner on prod-payments$/),
    expect.stringMatching(/^Azure: /),
    'Afterwards:',
  ]);
  expect(it.err).toContain('stint break-glass close INC-4821');
  expect(it.err).toContain('stint deactivate azr-');
  expect(it.out).toContain('Owner');
  expect(emergency.closed).toBe(1);
});

test('what a script leaves out is named before anything is opened', async () => {
  const emergency = new FakeEmergency();
  const it = await run(['break-glass', '--reason', 'x'], {world: emergencyWorld(), emergency});
  expect(it.code).toBe(64);
  expect(it.err).toContain('--incident and --confirm are missing');
  expect(emergency.opened).toEqual([]);
  const wrong = await run(['break-glass', ...FLAGS, '--confirm', 'global-admin'], {
    world: emergencyWorld(),
    emergency,
  });
  expect(wrong.code).toBe(64);
  expect(wrong.err).toContain('--confirm must be the name of the role that is tried first: prod-owner.');
  expect(emergency.incidents).toEqual([]);
});

test('without a ladder it says what to do', async () => {
  const it = await run(['break-glass', ...SCRIPT], {world: emergencyWorld([])});
  expect(it.code).toBe(78);
  expect(it.err).toContain('stint break-glass setup ROLE --name NAME');
});

test('on a terminal: which, incident, why, and the name', async () => {
  const at = emergencyWorld();
  const lines = ['2', 'INC-7', 'the portal is down', 'wrong', 'global-admin'];
  const it = await run(['break-glass'], {world: at, terminal: 120, lines, emergency: new FakeEmergency()});
  expect(it.questions).toEqual([
    'Which? Number or name (enter: the first that works): ',
    'Which incident? Its name, for instance INC-4821: ',
    'Why? ',
    'Type global-admin to go on: ',
    'Type global-admin to go on: ',
  ]);
  expect(it.code).toBe(0);
  expect(it.err).toContain('Only global-admin is tried.');
  expect(at.azure.sent).toEqual([]);
  expect(at.entra.sent[0]?.request).toMatchObject({
    justification: expect.stringContaining('INC-7: the portal is down'),
    ticket: {number: 'INC-7'},
    duration: 3600,
  });
  expect(it.out).toContain('\u001b[22;2t\u001b]2;BREAK GLASS INC-7 - stint\u0007');
  expect(it.out.endsWith('\u001b]2;\u0007\u001b[23;2t')).toBe(true);
});

test('a name that is never typed does nothing', async () => {
  const at = emergencyWorld();
  const emergency = new FakeEmergency();
  const lines = ['', 'INC-7', 'why', 'yes', 'y', 'ok'];
  const it = await run(['break-glass'], {world: at, terminal: 120, lines, emergency});
  expect(it.code).toBe(2);
  expect(it.err).toContain('prod-owner is tried first, then global-admin.');
  expect(emergency.incidents).toEqual([]);
  expect(at.azure.sent).toEqual([]);
});

test('a role that is named is the only one that is tried', async () => {
  const at = emergencyWorld();
  at.entra.answers = [refused({code: 'denied'})];
  const flags = [...FLAGS, '--confirm', 'global-admin'];
  const it = await run(['break-glass', 'global', ...flags], {world: at});
  expect(it.code).toBe(77);
  expect(at.azure.sent).toEqual([]);
  expect(it.err).toContain('global-admin gave nothing');
  expect(it.err).toContain('No emergency role could be had.');
  expect((await run(['break-glass', 'nobody', ...flags], {world: at})).code).toBe(65);
});

test('the document, and its schema', async () => {
  const at = emergencyWorld();
  at.azure.answers = [refused({code: 'denied'})];
  const it = await run(['break-glass', ...SCRIPT, '--json'], {world: at});
  expect(it.code).toBe(0);
  const document = JSON.parse(it.out);
  expect(document).toMatchObject({
    kind: 'incidents',
    items: [
      {
        id: 'INC-4821',
        drill: false,
        state: 'granted',
        rungs: [
          {name: 'prod-owner', state: 'passed', problem: 'denied', grant: null},
          {name: 'global-admin', state: 'granted', problem: null, grant: {name: 'Global Administrator'}},
        ],
        told: [{sink: 'ops'}, {sink: 'siem'}],
        settings: {sha256: '0123456789abcdef'.repeat(4)},
      },
    ],
    problems: [],
  });
  await fits('incidents', document);
});

test('the story as events', async () => {
  const it = await run(['break-glass', ...SCRIPT, '--events'], {world: emergencyWorld()});
  const events = it.out
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));
  for (const event of events) await fits('event', event);
  const types = events.map(({type}) => type);
  expect(types.slice(0, 5)).toEqual(['opened', 'evidence', 'notice', 'single-person', 'tried']);
  expect(types.slice(-2)).toEqual(['granted', 'done']);
  expect(events.at(-1)).toMatchObject({exitCode: 0});
});

test('a command runs with what was taken, and its code is the answer', async () => {
  const it = await run(['break-glass', ...SCRIPT, '--', 'kubectl', 'get', 'pods'], {
    world: emergencyWorld(),
    child: () => ({type: 'ran', code: 7}),
  });
  expect(it.children.map(({command}) => command)).toEqual([['kubectl', 'get', 'pods']]);
  expect(it.code).toBe(7);
  expect(it.out).toBe('');
  expect(it.err).toContain('The role itself stays until');
});

test('a drill says so on every line', async () => {
  const at = emergencyWorld();
  const emergency = new FakeEmergency();
  emergency.practice = true;
  emergency.isPassing = true;
  const it = await run(['break-glass', 'drill', ...SCRIPT], {world: at, emergency});
  expect(it.code).toBe(0);
  expect(emergency.opened).toMatchObject([{drill: true}]);
  expect(emergency.incidents).toMatchObject([{id: 'INC-4821', drill: true}]);
  const told = it.err.split('\n').filter(line => /^\d\d:\d\d:\d\d/.test(line));
  expect(told.length).toBeGreaterThan(5);
  for (const line of told) expect(line).toContain('  DRILL ');
  expect(it.err).toContain('DRILL — nothing is wrong');
  expect(it.err).not.toContain('BREAK GLASS');
  expect(it.err).toContain('nothing of it is left to be ended or closed');
});

test('drills in the real cloud go by the harmless role only', async () => {
  const none = await run(['break-glass', 'drill', ...SCRIPT], {world: emergencyWorld()});
  expect(none.code).toBe(78);
  expect(none.err).toContain('breakGlass.drill');
});

test('the red line of what is open, and the mark for prompts', async () => {
  const at = emergencyWorld();
  const emergency = new FakeEmergency();
  const open = {
    ...{id: 'INC-1', profile: 'default', drill: false, practice: false, reason: 'x'},
    closedAt: null,
  };
  emergency.incidents.push({...open, openedAt: at.clock.now() - 43 * 60_000});
  const incidents = {open: async () => {}, opened: async () => emergency.incidents, close: async () => true};
  const setting = {world: {...at, app: {...at.app, incidents}}, emergency};
  const words = /^Incident INC-1 is open since \d\d:\d\d \(43 min\): stint break-glass close INC-1$/m;
  for (const argv of [['list'], ['config', 'path'], ['bundle', 'list'], ['whoami'], ['status']])
    expect((await run(argv, setting)).err).toMatch(words);
  for (const argv of [
    ['list', '--quiet'],
    ['status', '--short'],
    ['creds', 'x'],
  ])
    expect((await run(argv, setting)).err).not.toMatch(words);
  expect((await run(['status', '--short'], setting)).out).toBe('! INC-1\n');
});

test('a record that does not verify, and lines that it did not take, are told', async () => {
  const emergency = new FakeEmergency();
  emergency.broken = 'Line 3 is not the line that was written here.';
  emergency.beside = '/home/ada/.local/state/stint/emergency.ndjson';
  const it = await run(['break-glass', ...SCRIPT], {world: emergencyWorld(), emergency});
  expect(it.code).toBe(0);
  expect(it.err).toContain('does not verify: Line 3 is not the line that was written here. It goes on.');
  expect(it.err).toContain('is in /home/ada/.local/state/stint/emergency.ndjson. Keep that file.');
  const calm = await run(['break-glass', ...SCRIPT], {world: emergencyWorld()});
  expect(calm.err).not.toMatch(/does not verify|did not take/);
});

test('ctrl-c at a question stops it all: no other role is tried', async () => {
  const user: Rung = {
    ...{name: 'aws-admin', kind: 'aws-role', user: 'emergency-1', region: 'eu-west-1'},
    roleArn: 'arn:aws:iam::111122223333:role/Admin',
  } as const;
  const at = emergencyWorld([user, OWNER]);
  const emergency = new FakeEmergency();
  emergency.secrets = [CTRL_C];
  const flags = [...FLAGS, '--confirm', 'aws-admin'];
  const it = await run(['break-glass', ...flags], {world: at, terminal: 120, emergency});
  expect(it.code).toBe(130);
  expect(emergency.asked).toEqual(['Access key id of emergency-1 (enter: none): ']);
  expect(at.azure.sent).toEqual([]);
  expect(it.err).toContain('It was stopped. The incident stays open.');
  expect(it.err).toContain('stint break-glass close INC-4821');
});

test('a code of the second factor has six digits: anything else is asked for again, and shown nowhere', async () => {
  const user: Rung = {
    ...{name: 'aws-admin', kind: 'aws-role', user: 'emergency-1', region: 'eu-west-1'},
    roleArn: 'arn:aws:iam::111122223333:role/Admin',
    mfaSerial: 'arn:aws:iam::111122223333:mfa/emergency-1',
  } as const;
  const emergency = new FakeEmergency();
  const codes: (string | undefined)[] = [];
  const provider = new FakeProvider('aws-role');
  const lent = eligibility('Admin', '111122223333', {kind: 'aws-role'});
  Object.assign(provider, {
    activate: async (intent: Intent, {mfaCode}: Call) => {
      codes.push(mfaCode?.reveal());
      return activeFor({...lent, id: intent.eligibilityId})(intent);
    },
  });
  emergency.userRole = {provider, authority: new FakeAwsAuthority('emergency-1')};
  const typed = ['AKIAEXAMPLE', 'a secret key', '90714', 'sixsix', '907 142'];
  emergency.secrets = [...typed];
  const flags = [...FLAGS, '--confirm', 'aws-admin'];
  const it = await run(['break-glass', ...flags], {world: emergencyWorld([user]), terminal: 120, emergency});
  expect(emergency.asked.filter(question => question.startsWith('MFA code of'))).toHaveLength(3);
  expect(it.err.split('An MFA code is six digits.')).toHaveLength(3);
  expect([it.code, codes]).toEqual([0, ['907142']]);
  for (const secret of [...typed, '907142']) expect(it.err + it.out).not.toContain(secret);
});
