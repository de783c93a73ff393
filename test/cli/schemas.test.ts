import Ajv2020 from 'ajv/dist/2020.js';
import {expect, test} from 'vitest';
import {pathsOf} from '../../src/cli/output/cells.ts';
import {SCHEMA_NAMES} from '../../src/cli/schemas/named.ts';
import {untrusted} from '../../src/core/untrusted.ts';
import {awsWorld, loanOf, SETTINGS} from './fake-aws.ts';
import {activeFor, eligibility, grantOf, NOON, POLICY, pending, refused, world} from './fakes.ts';
import {fakeStore, run} from './run.ts';
import {undescribed} from './undescribed.ts';

const ajv = new Ajv2020.default({strict: true, allErrors: true});

async function check(name: string, value: unknown): Promise<void> {
  const schema = JSON.parse((await run(['schema', name])).out);
  const validate = ajv.getSchema(name) ?? ajv.addSchema(schema, name).getSchema(name);
  expect(validate?.(value), JSON.stringify(validate?.errors)).toBe(true);
  if (name !== 'event') expect(undescribed(schema, value)).toEqual([]);
}

const reader = eligibility('Reader', 'prod', {
  condition: {expression: untrusted('@Resource[x] StringEquals y'), version: '2.0'},
  maxDuration: 7200,
  requires: {...POLICY.requires, authContext: 'c1'},
  endsAt: NOON + 9_000_000,
});

function office() {
  const at = world();
  at.azure.eligibilities = [reader, eligibility('Owner', 'prod')];
  at.azure.grants = [grantOf(reader, {justification: untrusted('why')})];
  at.entra.trouble = {code: 'throttled', retryAfterSeconds: 2};
  at.azure.answers = [activeFor(reader)];
  return at;
}

const because = ['--justification', 'x'];
const known = {profiles: {default: {entra: {tenantId: 'tenant-1', clientId: 'client-1'}}}};

test.each([
  {name: 'eligibilities', argv: ['list']},
  {name: 'grants', argv: ['status']},
  {name: 'activations', argv: ['activate', 'Reader@prod', ...because]},
  {name: 'activations', argv: ['activate', 'Reader@prod', 'Owner@prod', '--duration', '1m', ...because]},
  {name: 'activations', argv: ['deactivate', 'Reader@prod']},
  {name: 'plans', argv: ['activate', 'Reader@prod', '--dry-run', ...because]},
  {name: 'identities', argv: ['whoami']},
  {name: 'identities', argv: ['logout']},
  {name: 'audit', argv: ['audit', 'show']},
  {name: 'verification', argv: ['audit', 'verify']},
  {name: 'reconciliations', argv: ['reconcile']},
  {name: 'bundles', argv: ['bundle', 'add', 'day', 'Reader@prod']},
  {name: 'settings', argv: ['config', 'get']},
  {name: 'settings', argv: ['config', 'path']},
])('$argv is what schema $name says', async ({name, argv}) => {
  const at = office();
  if (name === 'audit') await run(['activate', 'Reader@prod', '--ticket', 'T-1', ...because], {world: at});
  if (name === 'reconciliations') {
    at.azure.ending = () => ({type: 'too-soon', notBefore: NOON + 300_000});
    await run(['deactivate', 'Reader@prod'], {world: at});
  }
  const {out} = await run([...argv, '--json'], {world: at, store: fakeStore(known)});
  const document = JSON.parse(out);
  expect(document).toMatchObject({schemaVersion: 1, kind: name});
  expect(document.items.length).toBeGreaterThan(0);
  await check(name, document);
});

test.each([
  {name: 'eligibilities', argv: ['list']},
  {name: 'grants', argv: ['status']},
  {name: 'identities', argv: ['whoami']},
  {name: 'console', argv: ['console', 'Operator']},
  {name: 'console', argv: ['console', 'Operator', '--open']},
  {name: 'profiles', argv: ['init', 'aws', '--dry-run']},
])('$argv of AWS is what schema $name says', async ({name, argv}) => {
  const at = awsWorld();
  await at.aws.lendOut(loanOf(at.role));
  const document = JSON.parse((await run([...argv, '--json'], {world: at})).out);
  expect(document).toMatchObject({schemaVersion: 1, kind: name});
  expect(document.items.length).toBeGreaterThan(0);
  await check(name, document);
});

test('the columns of tsv are all the fields of a document', async () => {
  const at = awsWorld();
  await at.aws.lendOut(loanOf(at.role));
  for (const argv of [['console', 'Operator'], ['init', 'aws', '--dry-run'], ['whoami']]) {
    const [head = ''] = (await run([...argv, '--output', 'csv'], {world: at})).out.split('\n');
    const {items} = JSON.parse((await run([...argv, '--json'], {world: at})).out);
    expect(head.split(',')).toEqual(pathsOf(items[0]));
  }
});

test('every event is what schema event says', async () => {
  const at = office();
  at.azure.answers = [pending('pending-approval', 'Grace'), pending('provisioning'), activeFor(reader)];
  const story = await run(['activate', 'Reader@prod', '--wait', '--events', '--json', ...because], {
    world: at,
  });
  at.azure.answers = [refused({code: 'denied', by: untrusted('Grace')})];
  const denied = await run(['activate', 'Owner@prod', '--events', ...because], {world: at});
  at.authority.story = () => [
    {
      type: 'device-code',
      provider: 'entra',
      userCode: untrusted('HK72'),
      verificationUri: untrusted('https://login.test'),
      expiresAt: NOON,
    },
    {type: 'browser', provider: 'entra', expiresAt: NOON},
    {type: 'signed-in', provider: 'entra', identity: at.authority.now},
  ];
  const login = await run(['login'], {world: at, store: fakeStore(known)});
  const aws = awsWorld();
  const portal = await run(['login', 'aws'], {world: aws, store: fakeStore(SETTINGS)});
  const still = new AbortController();
  const watched = office();
  watched.azure.requests = (['pending-approval', 'provisioning', 'scheduled', 'deactivating'] as const).map(
    state => grantOf(reader, {id: state, state, requestId: state}),
  );
  void watched.clock.sleep(3_000_000, still.signal).then(() => still.abort());
  const watch = await run(['status', '--watch', '--json'], {world: watched, interrupted: still.signal});
  const usable = await run(['activate', 'Reader@prod', '--until-exit', '--events', ...because], {
    world: office(),
  });
  const events = [story, denied, login, portal, watch, usable].flatMap(({out}) => out.trim().split('\n'));
  expect(events.length).toBeGreaterThan(8);
  for (const line of events) await check('event', JSON.parse(line));
});

test('an error line holds what schema problem says', async () => {
  const {err} = await run(['activate', 'Nothing', '--json', ...because], {world: office()});
  await check('problem', JSON.parse(err.trim().split('\n').at(-1) ?? '').error);
});

test('a schema is strict about what the contract fixes', async () => {
  const schema = JSON.parse((await run(['schema', 'grants'])).out);
  expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
  const validate = new Ajv2020.default({strict: true}).compile(schema);
  const document = JSON.parse((await run(['status', '--json'], {world: office()})).out);
  expect(validate({...document, more: 1})).toBe(true);
  for (const broken of [
    {...document, kind: 'other'},
    {...document, schemaVersion: 2},
    {...document, items: [{...document.items[0], state: 'nearly'}]},
    {...document, items: [{...document.items[0], endsAt: 'soon'}]},
    {...document, items: [{...document.items[0], scope: null}]},
  ])
    expect(validate(broken)).toBe(false);
});

test('every name compiles; an unknown one names those that are', async () => {
  for (const name of [...SCHEMA_NAMES, 'config']) {
    const {code, out} = await run(['schema', name], {store: fakeStore()});
    expect(code).toBe(0);
    expect(() => new Ajv2020.default({strict: true}).compile(JSON.parse(out))).not.toThrow();
  }
  const {code, err} = await run(['schema', 'frob']);
  expect(code).toBe(65);
  expect(err).toContain('eligibilities');
});
