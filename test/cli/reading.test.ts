import {expect, test} from 'vitest';
import {eligibility, grantOf, NOON, POLICY, world} from './fakes.ts';
import {run} from './run.ts';

function office() {
  const at = world();
  const reader = eligibility('Reader', 'prod');
  const owner = eligibility('Owner', 'prod', {
    maxDuration: 7200,
    requires: {...POLICY.requires, approval: true, ticket: true, authContext: 'c1'},
  });
  const standing = eligibility('Global Reader', 'Directory', {kind: 'entra-role', entitlement: 'standing'});
  at.azure.eligibilities = [reader, owner];
  at.entra.eligibilities = [standing];
  at.azure.grants = [grantOf(reader), grantOf(owner, {endsAt: NOON + 240_000})];
  at.entra.grants = [grantOf(standing, {assignment: 'standing', startsAt: null, endsAt: null})];
  return at;
}

test('list is a calm table', async () => {
  const {code, out, err} = await run(['list'], {world: office()});
  expect(out).toMatchInlineSnapshot(`
    "  ROLE           SCOPE      KIND   UP TO  ASKS FOR                    NOW       ID
      Owner          prod       Azure  2 h    reason mfa approval ticket  -         azr-owner-prod
      Reader         prod       Azure  ?      ?                           -         azr-reader-prod
      Global Reader  Directory  Entra  ?      ?                           standing  azr-globalreader-directory
    "
  `);
  expect(err).toBe('What is marked ? has not been looked at yet: --policies reads it.\n');
  expect(code).toBe(0);
});

test('a narrow terminal loses ids, then kinds, then the end of the widest column', async () => {
  const at = office();
  at.azure.eligibilities = [eligibility('Key Vault Secrets User for everybody', 'kv-prod-payments-europe')];
  const {out} = await run(['list', '--color', 'never'], {world: at, terminal: 60});
  expect(out).toMatchInlineSnapshot(`
    "  ROLE            SCOPE            UP TO  ASKS FOR  NOW
      Key Vault Sec…  kv-prod-paymen…  ?      ?         -
      Global Reader   Directory        ?      ?         standing
    "
  `);
});

test('status says what is left and what the ends are worth', async () => {
  const {code, out, err} = await run(['status'], {world: office()});
  expect(out).toMatchInlineSnapshot(`
    "  STATE     ROLE           SCOPE      KIND   ENDS   LEFT   ID
      active    Owner          prod       Azure  12:04  4 min  azr-owner-prod.s1
      active    Reader         prod       Azure  13:00  1 h    azr-reader-prod.s1
      standing  Global Reader  Directory  Entra  -      -      azr-globalreader-directory.s1
    "
  `);
  expect(err).toMatchInlineSnapshot(`
    "Azure: ended by the cloud; access can outlive the end by up to 10 min.
    "
  `);
  expect(code).toBe(0);
});

test('status --short is one line from the copy, and nothing without one', async () => {
  const at = office();
  const never = await run(['status', '--short'], {world: at});
  expect(never.out).toBe('');
  expect(never.code).toBe(69);
  await run(['status'], {world: at});
  at.azure.hangs = true;
  const {out, code} = await run(['status', '--short'], {world: at});
  expect(out).toBe('2 active, next ends in 4 min\n');
  expect(code).toBe(0);
});

test('a copy does not show what has ended since', async () => {
  const at = office();
  await run(['status'], {world: at});
  await at.clock.turn(300_000);
  const {out, err} = await run(['status', '--cached'], {world: at});
  expect(out).not.toContain('Owner');
  expect(out).toContain('Reader');
  expect(err).toContain('As it was read 5 min ago.');
});

test.each([
  {name: 'one source of two', azure: 'throttled', entra: null, code: 80},
  {name: 'both alike', azure: 'throttled', entra: 'throttled', code: 75},
  {name: 'each for its own reason', azure: 'throttled', entra: 'not-eligible', code: 77},
] as const)('unread: $name', async ({azure, entra, code}) => {
  const at = office();
  at.azure.trouble = {code: azure};
  at.entra.trouble = entra === null ? null : {code: entra};
  const ran = await run(['list', '--json', '--refresh'], {world: at});
  expect(ran.code).toBe(code);
  if (azure === entra) {
    expect(ran.out).toBe('');
    expect(JSON.parse(ran.err.trim().split('\n').at(-1) ?? '')).toMatchObject({
      schemaVersion: 1,
      error: {code: azure},
    });
  } else {
    expect(JSON.parse(ran.out).problems[0]).toMatchObject({code: 'throttled', provider: 'azure-resource'});
    expect(ran.err).toBe('');
  }
});

test('the text names the source that could not be read', async () => {
  const at = office();
  at.entra.trouble = {code: 'consent-missing', scopes: ['RoleManagement.Read.Directory']};
  const {err, out} = await run(['list'], {world: at});
  expect(out).toContain('Reader');
  expect(err).toMatchInlineSnapshot(`
    "stint: Entra: The app registration lacks consent for what this needs.
           An administrator grants RoleManagement.Read.Directory to the app
           Then sign in again with stint login
    What is marked ? has not been looked at yet: --policies reads it.
    "
  `);
});

test('--timeout makes silent sources unreachable', async () => {
  const at = office();
  at.entra.hangs = true;
  const {code, out} = await run(['list', '--json', '--refresh', '--timeout', '5s'], {world: at});
  expect(code).toBe(80);
  const {items, problems} = JSON.parse(out);
  expect(items).toHaveLength(2);
  expect(problems).toMatchObject([{code: 'unreachable', provider: 'entra-role'}]);
});

test('ctrl-c is 130 and writes nothing that looks whole', async () => {
  const at = office();
  at.azure.hangs = true;
  const stop = new AbortController();
  at.entra.policyOf = () => POLICY;
  queueMicrotask(() => stop.abort());
  const {code, out} = await run(['list', '--json', '--refresh'], {world: at, interrupted: stop.signal});
  expect(code).toBe(130);
  expect(out).toBe('');
});

test('kinds narrow the sources; one without a source is not an empty list', async () => {
  const at = office();
  at.azure.trouble = {code: 'throttled'};
  expect((await run(['list', '--kind', 'entra-role'], {world: at})).code).toBe(0);
  const {code, err} = await run(['list', '--kind', 'aws-role'], {world: at});
  expect(code).toBe(1);
  expect(err).toContain('aws-role is no source of this profile.');
});

test('search wants every word, in any order', async () => {
  const {out} = await run(['list', '--search', 'PROD own', '--output', 'tsv'], {world: office()});
  expect(out.split('\n')).toHaveLength(2);
  expect(out).toContain('Owner');
});
