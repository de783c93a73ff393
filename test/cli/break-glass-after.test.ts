import Ajv2020 from 'ajv/dist/2020.js';
import {expect, test} from 'vitest';
import {cosignerIn} from '../../src/core/cosign.ts';
import type {Rung} from '../../src/core/ladder.ts';
import {Trouble} from '../../src/core/problem.ts';
import {eligibilityOfRung} from '../../src/core/rung-eligibility.ts';
import type {Settings} from '../../src/core/settings.ts';
import {emergencyWorld, SCRIPT} from './emergency-world.ts';
import {awsWorld, SECRET_KEY} from './fake-aws.ts';
import {FakeEmergency} from './fake-emergency.ts';
import {eligibility, refused} from './fakes.ts';
import {fakeStore, run} from './run.ts';
import {undescribed} from './undescribed.ts';

/** An incident that was opened and gave a role. */
async function afterwards() {
  const setting = {world: emergencyWorld(), emergency: new FakeEmergency()};
  await run(['break-glass', ...SCRIPT], setting);
  return setting;
}

async function fits(name: string, value: unknown): Promise<void> {
  const schema = JSON.parse((await run(['schema', name])).out);
  const validate = new Ajv2020.default({strict: true}).compile(schema);
  expect(validate(value), JSON.stringify(validate.errors)).toBe(true);
  expect(undescribed(schema, value)).toEqual([]);
}

test('closing asks what was done and what must be changed, and says what is still held', async () => {
  const setting = await afterwards();
  const lines = ['failed over to the other region', 'the payments database password', 'the deploy key', ''];
  const it = await run(['break-glass', 'close', 'INC-4821'], {...setting, terminal: 120, lines});
  expect(it.code).toBe(0);
  expect(it.questions).toEqual([
    'What was done? ',
    'What must be changed now: a password, a key (none: nothing)? ',
    'And (enter: that is all)? ',
    'And (enter: that is all)? ',
  ]);
  expect(it.err).toContain('INC-4821 is closed.');
  expect(it.err).toContain('To be changed now: the deploy key');
  expect(it.err).toMatch(/Still held: prod-owner until .*\. End it with stint deactivate azr-/);
  expect(setting.emergency.incidents).toEqual([]);
  expect(setting.world.record.at(-1)?.emergency).toMatchObject({
    step: 'closed',
    done: 'failed over to the other region',
    rotate: ['the payments database password', 'the deploy key'],
  });
});

test('in a script nothing to be changed must be said', async () => {
  const setting = await afterwards();
  const close = ['break-glass', 'close', 'INC-4821', '--done', 'restarted'];
  const silent = await run(close, setting);
  expect(silent.code).toBe(64);
  expect(silent.err).toContain('--rotate TEXT (or none) missing');
  const both = await run([...close, '--rotate', 'none', '--rotate', 'a key'], setting);
  expect(both.code).toBe(64);
  expect(setting.emergency.incidents).toHaveLength(1);
  const done = await run([...close, '--rotate', 'none', '--json'], setting);
  expect(done.code).toBe(0);
  const document = JSON.parse(done.out);
  expect(document).toMatchObject({items: [{id: 'INC-4821', state: 'closed'}], problems: []});
  await fits('incidents', document);
  expect((await run([...close, '--rotate', 'none'], setting)).code).toBe(65);
});

test('the list has open ones first, also one that the record does not tell of', async () => {
  const setting = await afterwards();
  await run(['break-glass', 'close', 'INC-4821', '--done', 'x', '--rotate', 'none'], setting);
  const {clock} = setting.world;
  setting.emergency.incidents.push({
    ...{id: 'INC-9', profile: 'default', drill: true, practice: false, reason: 'rehearsal'},
    ...{openedAt: clock.now(), closedAt: null},
  });
  const it = await run(['break-glass', 'list'], setting);
  expect(it.code).toBe(0);
  const [head = '', ...rows] = it.out.trimEnd().split('\n');
  expect(head).toContain('INCIDENT');
  expect(rows.map(row => row.trim().split(/ {2,}/).slice(0, 2))).toEqual([
    ['INC-9', 'open drill'],
    ['INC-4821', 'closed'],
  ]);
  expect(it.err).toBe('');
  const document = JSON.parse((await run(['break-glass', 'list', '--json'], setting)).out);
  await fits('incidents', document);
  expect(document.items[1]).toMatchObject({rungs: [{name: 'prod-owner', state: 'granted'}, {}]});
  const none = await run(['break-glass', 'list'], {emergency: new FakeEmergency()});
  expect(none).toMatchObject({code: 0, out: '', err: 'No emergency is on record.\n'});
});

test('the report, as Markdown, JSON and files that never replace one', async () => {
  const setting = await afterwards();
  const it = await run(['break-glass', 'report', 'INC-4821'], setting);
  expect(it.code).toBe(0);
  expect(it.out).toContain('# Break glass: INC-4821');
  const document = JSON.parse((await run(['break-glass', 'report', 'INC-4821', '--json'], setting)).out);
  await fits('reports', document);
  const files = await run(['break-glass', 'report', 'INC-4821', '--out', 'reports/'], setting);
  expect(files).toMatchObject({code: 0, out: ''});
  expect([...setting.emergency.saved.keys()]).toEqual(['reports/INC-4821.md', 'reports/INC-4821.json']);
  expect(setting.emergency.saved.get('reports/INC-4821.md')).toBe(it.out);
  expect((await run(['break-glass', 'report', 'INC-4821', '--out', 'reports'], setting)).code).toBe(73);
  const other = await run(['break-glass', 'report', 'INC-1'], setting);
  expect(other.code).toBe(65);
  expect(other.err).toContain('INC-4821');
});

test('the name of an incident leaves no folder', async () => {
  const setting = {world: emergencyWorld(), emergency: new FakeEmergency()};
  const flags = ['--incident', '../../etc/x', '--reason', 'x', '--confirm', 'prod-owner'];
  expect((await run(['break-glass', ...flags], setting)).code).toBe(0);
  await run(['break-glass', 'report', '../../etc/x', '--out', 'here'], setting);
  expect([...setting.emergency.saved.keys()]).toEqual(['here/__.._etc_x.md', 'here/__.._etc_x.json']);
});

test('a report over a broken record says so', async () => {
  const setting = await afterwards();
  const verify = async () => ({type: 'broken', line: 2, lastGood: 1, reason: 'line 2 was changed'}) as const;
  const app = {...setting.world.app, audit: {...setting.world.app.audit, verify}};
  const it = await run(['break-glass', 'report', 'INC-4821'], {...setting, world: {...setting.world, app}});
  expect(it.code).toBe(83);
  expect(it.out).toContain('# Break glass: INC-4821');
  expect(it.err).toContain('line 2 was changed');
});

test('a record that cannot be read to its end, or not verified, keeps nobody from the rest of it', async () => {
  const setting = await afterwards();
  const {audit} = setting.world.app;
  const problem = {code: 'state-unwritable', path: 'audit.ndjson', reason: 'it is not a file'} as const;
  const broken = {
    ...audit,
    verify: () => Promise.reject(new Trouble(problem)),
    entries: async function* () {
      yield* audit.entries();
      throw new Trouble(problem);
    },
  };
  const app = {...setting.world.app, audit: broken};
  const it = await run(['break-glass', 'report', 'INC-4821'], {...setting, world: {...setting.world, app}});
  expect(it.code).toBe(73);
  expect(it.out).toContain('# Break glass: INC-4821');
  expect(it.err.split('it is not a file')).toHaveLength(2);
});

test('a second person: their key, a request in a file, their signature', async () => {
  const theirs = new FakeEmergency();
  const key = await run(['break-glass', 'cosign', '--key'], {emergency: theirs});
  const publicKey = key.out.trim();
  const at = emergencyWorld();
  const signers = [{name: 'Grace', publicKey}];
  const settings = {breakGlass: {...at.app.settings.breakGlass, cosign: {within: '5m', signers}}};
  const emergency = new FakeEmergency();
  const mine = {world: {...at, app: {...at.app, settings}}, emergency};
  const alone = await run(['break-glass', ...SCRIPT, '--cosign', 'answer.txt'], mine);
  expect(alone.code).toBe(0);
  expect(alone.err).toContain('Nobody signed in time');
  const request = /stint-cosign-1\.\S+/.exec(alone.err)?.[0] ?? '';
  const shown = await run(['break-glass', 'cosign', request], {emergency: theirs});
  expect(shown.code).toBe(64);
  expect(shown.err).toContain('Why       payments are down');
  expect(shown.out).toBe('');
  const no = await run(['break-glass', 'cosign', request], {emergency: theirs, terminal: 120, yes: false});
  expect(no).toMatchObject({code: 2, out: ''});
  theirs.input = `${request}\n`;
  const signed = await run(['break-glass', 'cosign', '--yes'], {emergency: theirs});
  expect(signed.code).toBe(0);
  expect(cosignerIn(request, signed.out.trim(), signers)).toMatchObject({by: 'Grace'});
});

test('credentials that live in memory only open a shell on a terminal; nothing else does', async () => {
  const at = awsWorld();
  const rung: Rung = {
    ...{name: 'aws-operator', kind: 'aws-permission-set', session: 'corp'},
    ...{accountId: '111122223333', permissionSet: 'Operator'},
  } as const;
  const eligible = eligibilityOfRung(rung, {tenantId: '', aws: at.app.settings.profiles?.default?.aws});
  at.aws.eligibilities = [{...at.role, id: eligible.id}];
  const settings: Settings = {...at.app.settings, breakGlass: {ladder: [rung]}};
  const setting = {world: {...at, app: {...at.app, settings}}, emergency: new FakeEmergency()};
  const flags = ['break-glass', '--incident', 'I-1', '--reason', 'x', '--confirm', 'aws-operator'];
  const kept = await run(flags, {...setting, terminal: 120});
  expect(kept).toMatchObject({code: 0, children: []});
  expect(kept.err).toContain(`stint creds ${eligible.id}`);
  setting.emergency.inMemory = true;
  const again = ['break-glass', '--incident', 'I-2', ...flags.slice(3)];
  const shell = await run(again, {...setting, terminal: 120, child: () => ({type: 'ran', code: 3})});
  expect(shell.code).toBe(3);
  expect(shell.children).toMatchObject([{command: ['/bin/zsh'], env: {AWS_SECRET_ACCESS_KEY: SECRET_KEY}}]);
  expect(shell.err).toContain('in the memory of this command only. A shell that holds them opens');
  expect(shell.err).not.toContain('stint creds');
  const script = await run(['break-glass', '--incident', 'I-3', ...flags.slice(3)], setting);
  expect(script).toMatchObject({code: 0, children: []});
  expect(script.err).toContain('They are gone now: run it again with -- CMD.');
});

test('a listed role becomes an emergency role under a name of its own', async () => {
  const at = emergencyWorld();
  const address = {scope: '/subscriptions/prod', roleDefinitionId: '/x/roleDefinitions/1'};
  at.azure.eligibilities = [eligibility('Contributor', 'prod', {address})];
  const store = fakeStore(at.app.settings);
  const add = ['break-glass', 'setup', 'Contributor', '--name', 'prod-contributor', '--duration', '30m'];
  const it = await run(add, {world: at, store});
  expect(it.code).toBe(0);
  expect(it.out.split('\n').map(line => line.trim().split(/ +/)[1])).toEqual([
    ...['prod-owner', 'global-admin', 'prod-contributor'],
    undefined,
  ]);
  const {breakGlass} = await store.read();
  expect(breakGlass?.ladder?.[2]).toEqual({
    ...{name: 'prod-contributor', kind: 'azure-resource', role: 'Contributor', profile: 'default'},
    ...{scope: '/subscriptions/prod', scopeName: 'prod', roleDefinitionId: '/x/roleDefinitions/1'},
    duration: '30m',
  });
  expect((await run(add, {world: at, store})).code).toBe(64);
  const gone = await run(['break-glass', 'setup', 'prod-owner', '--forget', '--json'], {world: at, store});
  expect(JSON.parse(gone.out).items[0].value).toHaveLength(2);
  expect((await run(['break-glass', 'setup', 'prod-owner', '--forget'], {world: at, store})).code).toBe(65);
  expect((await run(['break-glass', 'setup', '--forget', '--name', 'gone'], {world: at, store})).code).toBe(
    65,
  );
});

test('an emergency user: the key from stdin or without echo, and never shown', async () => {
  const emergency = new FakeEmergency();
  emergency.files.set('pass.txt', 'correct horse battery');
  const SECRET = 'wJalrXUtnFEMI/K7MDENG';
  emergency.input = JSON.stringify({
    AccessKey: {AccessKeyId: 'AKIAIOSFODNN7EXAMPLE', SecretAccessKey: SECRET},
  });
  const store = fakeStore();
  const setupUser = ['break-glass', 'setup', '--user', 'emergency-1'];
  const role = [
    '--name',
    'aws-admin',
    '--role-arn',
    'arn:aws:iam::111122223333:role/Admin',
    '--region',
    'eu-west-1',
  ];
  const it = await run([...setupUser, ...role, '--passphrase-file', 'pass.txt'], {emergency, store});
  expect(it.code).toBe(0);
  expect(emergency.keys.get('emergency-1')).toMatchObject({
    key: {accessKeyId: 'AKIAIOSFODNN7EXAMPLE'},
    passphrase: 'correct horse battery',
  });
  expect((await store.read()).breakGlass?.ladder).toMatchObject([{name: 'aws-admin', user: 'emergency-1'}]);
  emergency.secrets = [
    'AKIAIOSFODNN7EXAMPLE',
    SECRET,
    'short',
    'twelve letters',
    'twelve letterz',
    'twelve letters',
    'twelve letters',
  ];
  const typed = await run(setupUser, {emergency, store, terminal: 120});
  expect(typed.code).toBe(0);
  expect(typed.err).toContain('The two are not the same.');
  expect(emergency.keys.get('emergency-1')?.passphrase).toBe('twelve letters');
  emergency.input = `{"accessKeyId": "ASIAIOSFODNN7EXAMPLE", "secretAccessKey": "${SECRET}"`;
  const odd = await run([...setupUser, '--passphrase-file', 'pass.txt'], {emergency, store});
  expect(odd.code).toBe(64);
  for (const {out, err} of [it, typed, odd]) expect(out + err).not.toContain(SECRET);
  expect((await run([...setupUser, '--forget'], {emergency, store})).code).toBe(0);
  expect(emergency.keys.size).toBe(0);
});

test('the worst of what was met is the exit code', async () => {
  const at = emergencyWorld();
  at.azure.answers = [refused({code: 'denied'})];
  at.entra.answers = [refused({code: 'step-up-needed', context: 'c1'})];
  const it = await run(['break-glass', ...SCRIPT, '--no-input', '--json'], {world: at});
  expect(it.code).toBe(4);
  expect(JSON.parse(it.out)).toMatchObject({
    items: [{state: 'without'}],
    problems: [{code: 'denied'}, {code: 'step-up-needed'}],
  });
});
