import {createHash} from 'node:crypto';
import {chmodSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import type {OpenedEmergency} from '../../src/cli/host.ts';
import {soberFooting} from '../../src/compose/emergency/footing.ts';
import {openEmergency} from '../../src/compose/emergency/open.ts';
import {isPracticeHome} from '../../src/compose/emergency/rehearsal.ts';
import type {World} from '../../src/compose/world.ts';
import type {Settings} from '../../src/core/settings.ts';
import {scratchFolder} from '../stores/scratch.ts';
import {HandClock} from '../support/clock.ts';

const LAB = {
  authorityHost: 'https://localhost:8443',
  armEndpoint: 'https://localhost:8444',
  graphEndpoint: 'https://localhost:8445',
};

const OWNER = {
  name: 'prod-owner',
  kind: 'azure-resource',
  role: 'Owner',
  scope: '/subscriptions/prod',
  roleDefinitionId: '8e3af657-a8ff-443c-a75c-2fe8c4bcb635',
} as const;

const HARMLESS = {...OWNER, name: 'harmless', role: 'Reader'} as const;

/** Somebody's real home, in which a cloud of their own is named beside the published one. */
const SETTINGS = {
  profiles: {
    default: {
      entra: {tenantId: '11111111-2222-4333-8444-555555555555', clientId: 'app', cloud: 'public'},
      aws: {
        sessions: [{name: 'corp', startUrl: 'https://d-1234567890.awsapps.com/start', region: 'eu-west-1'}],
      },
    },
    lab: {entra: {tenantId: '11111111-2222-4333-8444-555555555555', clientId: 'app', cloud: 'lab'}},
  },
  clouds: {lab: LAB},
  breakGlass: {ladder: [OWNER, {...OWNER, name: 'lab-owner', profile: 'lab'}], drill: HARMLESS},
} as const satisfies Settings;

/** What a shell, a project's `.envrc` or an attacker may have set. */
const LEADING_ASTRAY = {
  AWS_ENDPOINT_URL: 'https://127.0.0.1:9',
  AWS_ENDPOINT_URL_STS: 'https://127.0.0.1:9',
  AWS_PROFILE: 'somebody',
  AWS_CONFIG_FILE: '/home/eve/config',
  AZURE_AUTHORITY_HOST: 'https://login.example',
};

const KEPT = {HTTPS_PROXY: 'http://proxy.example:3128', NODE_EXTRA_CA_CERTS: '/etc/ca.pem', LANG: 'C'};

function worldIn(folder: string): World {
  return {
    env: {STINT_HOME: folder, ...KEPT, ...LEADING_ASTRAY},
    ...{platform: process.platform, home: folder, clock: new HandClock(), interactive: false},
    ask: () => Promise.reject(new Error('nobody is asked here')),
    practice: false,
  };
}

async function opened(drill: boolean, settings: Settings = SETTINGS): Promise<OpenedEmergency> {
  const folder = scratchFolder();
  writeFileSync(join(folder, 'config.json'), JSON.stringify(settings), {mode: 0o600});
  const app = await openEmergency(worldIn(folder), {profile: 'default', drill, debug: undefined});
  onTestFinished(() => app.close());
  return app;
}

const hostsOf = async (app: OpenedEmergency, profile: string): Promise<readonly string[]> =>
  (await app.targetsOf(profile)).map(({url}) => new URL(url).host);

describe('in an emergency', () => {
  test('only published hosts are asked, whatever the environment says', async () => {
    expect(await hostsOf(await opened(false), 'default')).toEqual([
      'login.microsoftonline.com',
      'management.azure.com',
      'graph.microsoft.com',
      'oidc.eu-west-1.amazonaws.com',
      'portal.sso.eu-west-1.amazonaws.com',
      'sts.eu-west-1.amazonaws.com',
    ]);
  });

  test('a cloud of one’s own is none: what goes by it can only be passed', async () => {
    const app = await opened(false);
    expect(app.settings.clouds).toBeUndefined();
    await expect(app.targetsOf('lab')).rejects.toMatchObject({problem: {code: 'misconfigured'}});
  });

  test('each thing that was left out is told by name, and its value is not', async () => {
    const {ignored} = await opened(false);
    const words = ignored.join('\n');
    for (const name of Object.keys(LEADING_ASTRAY)) expect(words).toContain(name);
    for (const value of Object.values(LEADING_ASTRAY)) expect(words).not.toContain(value);
    expect(words).toContain('profiles.lab.entra.cloud');
    expect(words).toContain('clouds: published ones only');
  });

  test('a rung that names no profile goes by the one in use', () => {
    const settings = {...SETTINGS, breakGlass: {ladder: [OWNER]}};
    const {ignored} = soberFooting(worldIn('/home/ada'), settings, 'lab');
    expect(ignored.join('\n')).toContain('profiles.lab.entra.cloud');
  });

  test('the way out, and where everything lies, stay as they are', () => {
    const {world} = soberFooting(worldIn('/home/ada/stint'), {}, 'default');
    expect(world.env).toEqual({STINT_HOME: '/home/ada/stint', ...KEPT});
  });

  test('where nothing leads astray nothing is said', () => {
    const calm = {...worldIn('/home/ada'), env: {...KEPT, AWS_PROFILE: ''}};
    expect(soberFooting(calm, {breakGlass: {ladder: [OWNER]}}, 'default').ignored).toEqual([]);
  });

  test('the ladder is the settings’ own, not the harmless role', async () => {
    const {settings} = await opened(false);
    expect(settings.breakGlass?.ladder?.map(({name}) => name)).toEqual(['prod-owner', 'lab-owner']);
  });
});

describe('in a drill', () => {
  test('variables count, and nothing is left out', async () => {
    const app = await opened(true);
    expect(app.ignored).toEqual([]);
    expect(app.settings.clouds).toEqual({lab: LAB});
    expect(await hostsOf(app, 'default')).toContain('127.0.0.1:9');
    expect(await hostsOf(app, 'lab')).toEqual(['localhost:8443', 'localhost:8444', 'localhost:8445']);
  });

  test('in the real cloud only the harmless role is rehearsed with', async () => {
    const {settings, practice} = await opened(true);
    expect(practice).toBe(false);
    expect(settings.breakGlass?.ladder).toEqual([HARMLESS]);
  });

  test('a home whose cloud is on this machine rehearses its own ladder', async () => {
    const profiles = {default: SETTINGS.profiles.lab};
    const breakGlass = {ladder: [OWNER], drill: HARMLESS};
    const {settings, practice} = await opened(true, {...SETTINGS, profiles, breakGlass});
    expect(practice).toBe(true);
    expect(settings.breakGlass?.ladder).toEqual([OWNER]);
  });
});

test.each(['authorityHost', 'armEndpoint', 'graphEndpoint'] as const)(
  'a home is no practice home where its %s is elsewhere',
  host => {
    const profiles = {default: SETTINGS.profiles.lab};
    expect(isPracticeHome({profiles, clouds: {lab: LAB}}, 'default')).toBe(true);
    expect(
      isPracticeHome({profiles, clouds: {lab: {...LAB, [host]: 'https://cloud.example'}}}, 'default'),
    ).toBe(false);
  },
);

test.each([
  [undefined, true],
  [true, true],
  [false, false],
])('with audit.anchorInJustification %s in the settings the anchor rides along: %s', async (set, rides) => {
  const audit = set === undefined ? {} : {audit: {anchorInJustification: set}};
  const {settings} = await opened(false, {...SETTINGS, ...audit});
  expect(settings.audit?.anchorInJustification).toBe(rides);
});

test('the settings file is named with the hash of its bytes, and who else may read it', async () => {
  const folder = scratchFolder();
  const file = join(folder, 'config.json');
  const text = JSON.stringify(SETTINGS);
  writeFileSync(file, text, {mode: 0o600});
  const sha256 = createHash('sha256').update(text).digest('hex');
  const seen = async () => {
    const app = await openEmergency(worldIn(folder), {profile: 'default', drill: false, debug: undefined});
    await app.close();
    return app.settingsFile;
  };
  expect(await seen()).toEqual({path: file, sha256, isPrivate: true});
  chmodSync(file, 0o644);
  expect(await seen()).toEqual({path: file, sha256, isPrivate: false});
});
