import {execFileSync} from 'node:child_process';
import {createHash, generateKeyPairSync} from 'node:crypto';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, test} from 'vitest';
import {Trouble} from '../../src/core/problem.ts';
import {createSettingsStore, settingsDigest} from '../../src/stores/settings.ts';
import {scratchFolder} from './scratch.ts';

const GUID = '11111111-2222-4333-8444-555555555555';
const PROFILES = {
  default: {
    aws: {
      sessions: [{name: 'corp', startUrl: 'https://d-1234567890.awsapps.com/start', region: 'eu-west-1'}],
      roles: [{name: 'prod-admin', roleArn: 'arn:aws:iam::111122223333:role/ProdAdmin'}],
    },
  },
  bare: {},
};
const AZURE = {
  name: 'Owner of prod',
  kind: 'azure-resource',
  role: 'Owner',
  scope: '/subscriptions/1',
  roleDefinitionId: GUID,
};
const ENTRA = {name: 'ga', kind: 'entra-role', role: 'Global Administrator', roleDefinitionId: GUID};
const GROUP = {name: 'oncall', kind: 'entra-group', groupId: GUID, access: 'member'};
const SET = {
  name: 'set',
  kind: 'aws-permission-set',
  session: 'corp',
  accountId: '111122223333',
  permissionSet: 'Admin',
};
const ROLE = {name: 'configured', kind: 'aws-role', role: 'prod-admin'};
const USER = {
  name: 'last-resort',
  kind: 'aws-role',
  roleArn: 'arn:aws:iam::111122223333:role/BreakGlass',
  user: 'break.glass+1',
  region: 'eu-west-1',
};

const newKey = (type: 'ed25519' | 'x25519' = 'ed25519'): string =>
  // The overloads know each type alone.
  generateKeyPairSync(type as 'ed25519')
    .publicKey.export({format: 'der', type: 'spki'})
    .toString('base64');
const KEY = newKey();

function storeIn(settings: unknown) {
  const config = join(scratchFolder(), 'stint');
  const configFile = join(config, 'config.json');
  mkdirSync(config);
  if (settings !== undefined) writeFileSync(configFile, JSON.stringify(settings));
  return createSettingsStore({places: {config, configFile}});
}

const problemIn = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'accepted',
    thrown => (thrown instanceof Trouble ? thrown.problem : Promise.reject(thrown)),
  );

const verdictOn = (breakGlass: unknown) => problemIn(storeIn({profiles: PROFILES, breakGlass}).read());
const onRung = (rung: object) => verdictOn({ladder: [GROUP, rung]});
const refused = (setting: string, reason?: RegExp) => ({
  code: 'misconfigured',
  setting: `breakGlass.${setting}`,
  ...(reason === undefined ? {} : {reason: expect.stringMatching(reason)}),
});

describe('accepted', () => {
  test.each([
    ['nothing', {}],
    ['the example of the contract', {ladder: [], cosign: 'off'}],
    ['every kind', {ladder: [AZURE, ENTRA, GROUP, SET, ROLE, USER]}],
    [
      'everything that a kind takes',
      {
        ladder: [
          {...AZURE, scopeName: 'prod', profile: 'bare', duration: '24h'},
          {...ENTRA, directoryScopeId: `/administrativeUnits/${GUID}`, duration: '5m'},
          {...GROUP, groupName: 'sg-oncall', access: 'owner'},
          {...SET, profile: 'default', duration: '12h'},
          {...ROLE, duration: '1h'},
          {
            ...USER,
            ...{mfaSerial: 'arn:aws:iam::111122223333:mfa/phone', externalId: 'ext-1', duration: 'PT12H'},
            ...{sourceIdentity: false, sessionTags: false},
          },
        ],
      },
    ],
    ['a full role definition id', {ladder: [{...AZURE, roleDefinitionId: `/subscriptions/1/x/${GUID}`}]}],
    ['a drill', {ladder: [USER], drill: {...GROUP, name: 'harmless'}}],
    ['second persons', {cosign: {within: '10m', signers: [{name: 'Grace', publicKey: KEY}]}}],
  ])('%s', async (_, breakGlass) => {
    expect(await verdictOn(breakGlass)).toBe('accepted');
  });

  test('an IAM user without any profile', async () => {
    expect(await problemIn(storeIn({breakGlass: {ladder: [USER]}}).read())).toBe('accepted');
  });
});

describe('a rung is refused by name', () => {
  test.each([
    [{...AZURE, name: undefined}, 'ladder.1', /name/],
    [{...AZURE, name: ' x'}, 'ladder.1.name', /./],
    [{...AZURE, name: 'x\u202ey'}, 'ladder.1.name', /./],
    [{...AZURE, name: 'x'.repeat(65)}, 'ladder.1.name', /./],
    [{...AZURE, name: 'ONCALL'}, 'ladder.1.name', /another/],
    [{...AZURE, kind: 'azure'}, 'ladder.1.kind', /azure-resource/],
    [{...AZURE, scope: undefined}, 'ladder.1.scope', /needs it/],
    [{...AZURE, scope: 'prod'}, 'ladder.1.scope', /./],
    [{...AZURE, roleDefinitionId: 'Owner'}, 'ladder.1.roleDefinitionId', /./],
    [{...AZURE, roleDefinition: GUID}, 'ladder.1.roleDefinition', /no such/],
    [{...AZURE, region: 'eu-west-1'}, 'ladder.1.region', /no such/],
    [{...AZURE, profile: 'other'}, 'ladder.1.profile', /no profile/],
    [{...AZURE, duration: '4m59s'}, 'ladder.1.duration', /from 5 min to 24 h/],
    [{...AZURE, duration: '24h1s'}, 'ladder.1.duration', /from 5 min to 24 h/],
    [{...AZURE, duration: '60'}, 'ladder.1.duration', /not a duration/],
    [{...ENTRA, role: undefined}, 'ladder.1.role', /needs it/],
    [{...ENTRA, directoryScopeId: 'x'}, 'ladder.1.directoryScopeId', /./],
    [{...GROUP, name: 'g', access: undefined}, 'ladder.1.access', /needs it/],
    [{...GROUP, name: 'g', groupId: 'sg'}, 'ladder.1.groupId', /./],
    [{...SET, session: 'lost'}, 'ladder.1.session', /no profile has a session/],
    [{...SET, profile: 'bare'}, 'ladder.1.session', /“bare” has not/],
    [{...SET, accountId: '1'}, 'ladder.1.accountId', /./],
    [{...SET, duration: '12h1s'}, 'ladder.1.duration', /from 15 min to 12 h/],
    [{...ROLE, role: 'lost'}, 'ladder.1.role', /aws\.roles/],
    [{...ROLE, duration: '1h1s'}, 'ladder.1.duration', /to 1 h/],
    [{...ROLE, region: 'eu-west-1'}, 'ladder.1.region', /no such/],
    [{...USER, role: 'prod-admin'}, 'ladder.1.roleArn', /not both/],
    [{name: 'x', kind: 'aws-role'}, 'ladder.1.roleArn', /needs it/],
    [{...USER, user: undefined}, 'ladder.1.user', /needs it/],
    [{...USER, region: undefined}, 'ladder.1.region', /needs it/],
    [{...USER, region: 'cn-north-1'}, 'ladder.1.roleArn', /aws-cn/],
    [{...USER, mfaSerial: 'arn:aws-cn:iam::111122223333:mfa/x'}, 'ladder.1.mfaSerial', /aws-cn/],
    [{...USER, user: 'a/b'}, 'ladder.1.user', /./],
    [{...USER, roleArn: 'arn:aws:iam::1:role/x'}, 'ladder.1.roleArn', /./],
    [{...USER, duration: '14m59s'}, 'ladder.1.duration', /from 15 min to 12 h/],
    [{...USER, accessKeyId: 'AKIA'}, 'ladder.1.accessKeyId', /no such/],
  ])('%j', async (rung, setting, reason) => {
    expect(await onRung(rung)).toMatchObject(refused(setting, reason));
  });

  test.each([
    [{ladder: ['Owner@prod']}, 'ladder.0'],
    [{ladder: {}}, 'ladder'],
    [{steps: []}, 'steps'],
    [{drill: {...USER, region: undefined}}, 'drill.region'],
    [{ladder: [USER], drill: USER}, 'drill.name'],
    [{cosign: 'on'}, 'cosign'],
    [{cosign: {}}, 'cosign'],
    [{cosign: {signers: []}}, 'cosign.signers'],
    [{cosign: {signers: [{name: 'Grace'}]}}, 'cosign.signers.0'],
    [{cosign: {signers: [{name: 'Grace', publicKey: 'x'}]}}, 'cosign.signers.0.publicKey'],
    [{cosign: {signers: [{name: 'Grace', publicKey: newKey('x25519')}]}}, 'cosign.signers.0.publicKey'],
    [{cosign: {signers: [{name: 'Grace', publicKey: KEY}], needed: 2}}, 'cosign.needed'],
    [{cosign: {within: '2h', signers: [{name: 'Grace', publicKey: KEY}]}}, 'cosign.within'],
    [{cosign: {within: 'soon', signers: [{name: 'Grace', publicKey: KEY}]}}, 'cosign.within'],
    [
      {
        cosign: {
          signers: [
            {name: 'Grace', publicKey: KEY},
            {name: 'Grace', publicKey: newKey()},
          ],
        },
      },
      'cosign.signers.1.name',
    ],
    [
      {
        cosign: {
          signers: [
            {name: 'Grace', publicKey: KEY},
            {name: 'Ada', publicKey: KEY},
          ],
        },
      },
      'cosign.signers.1.publicKey',
    ],
  ])('%j', async (breakGlass, setting) => {
    expect(await verdictOn(breakGlass)).toMatchObject(refused(setting));
  });
});

test('set from text, as a person types it, and taken out again', async () => {
  const store = storeIn({profiles: PROFILES});
  await store.set('breakGlass.ladder', JSON.stringify([USER]));
  await store.set('breakGlass.cosign', JSON.stringify({signers: [{name: 'Grace', publicKey: KEY}]}));
  expect(await store.get('breakGlass.ladder.0.user')).toBe('break.glass+1');
  expect(await store.get('breakGlass.cosign.signers.0.name')).toBe('Grace');
  await store.set('breakGlass.cosign', 'off');
  expect((await store.read()).breakGlass).toEqual({ladder: [USER], cosign: 'off'});
  expect(await problemIn(store.set('breakGlass.cosign', 'on'))).toMatchObject({code: 'misconfigured'});
});

test('neither the folder one is in nor the environment changes the ladder', async () => {
  const weak = {breakGlass: {ladder: [{...USER, name: 'weak'}], cosign: 'off'}};
  const home = scratchFolder();
  writeFileSync(join(home, 'config.json'), JSON.stringify({breakGlass: {ladder: [USER]}}));
  const project = scratchFolder();
  for (const folder of ['.stint', 'stint', '.config', 'config', '.config/stint'])
    mkdirSync(join(project, folder), {recursive: true});
  const names = ['config.json', 'stint.json', '.stintrc', '.stint.json', '.stint/config.json'];
  for (const name of [...names, 'stint/config.json', '.config/stint/config.json', 'config/default.json'])
    writeFileSync(join(project, name), JSON.stringify(weak));
  writeFileSync(join(project, 'package.json'), JSON.stringify({stint: weak, type: 'module'}));
  const modules = ['settings', 'places'].map(name =>
    fileURLToPath(new URL(`../../src/stores/${name}.ts`, import.meta.url)),
  );
  const program = `
    const [{createSettingsStore}, {placesOf}] = await Promise.all(${JSON.stringify(modules)}.map(one => import(one)));
    const places = placesOf(process.env, process.platform, process.cwd());
    console.log(JSON.stringify(await createSettingsStore({places}).read()));`;
  const env = {
    ...{STINT_HOME: home, PATH: process.env.PATH ?? ''},
    ...{STINT_BREAK_GLASS: JSON.stringify(weak.breakGlass), STINT_CONFIG: join(project, 'config.json')},
    ...{STINT_LADDER: 'weak', NODE_CONFIG: JSON.stringify(weak), STINT_COSIGN: 'off'},
  };
  const said = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
    ...{cwd: project, env, encoding: 'utf8'},
  });
  expect(JSON.parse(said)).toEqual({breakGlass: {ladder: [USER]}});
});

describe('the digest of the settings', () => {
  test('is of the bytes as they are', async () => {
    const folder = scratchFolder();
    const configFile = join(folder, 'config.json');
    const bytes = Buffer.from('\ufeff{"reminders": [600]}\r\n', 'utf8');
    writeFileSync(configFile, bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(await settingsDigest({configFile})).toEqual({path: configFile, sha256});
  });

  test('is null where there is no file, and refused where there is something else', async () => {
    const folder = scratchFolder();
    const path = join(folder, 'config.json');
    expect(await settingsDigest({configFile: path})).toEqual({path, sha256: null});
    expect(await problemIn(settingsDigest({configFile: folder}))).toMatchObject({code: 'misconfigured'});
  });
});
