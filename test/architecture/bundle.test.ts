import {execFile} from 'node:child_process';
import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {promisify} from 'node:util';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {practiceHomeDirectory, writePracticeHome} from '../../src/sandbox/home.ts';
import {type PracticeCloud, startPracticeCloud} from '../../src/sandbox/index.ts';

const BUNDLE = fileURLToPath(new URL('../../dist/stint.js', import.meta.url));
const DIST = pathToFileURL(join(BUNDLE, '..')).href;

/** Writes a line for each module that is loaded to the file that it was given. */
const HOOK = `
import {appendFileSync} from 'node:fs';
import {registerHooks} from 'node:module';
registerHooks({
  load(url, context, next) {
    appendFileSync(process.env.LOADED, url + '\\n');
    return next(url, context);
  },
});`;

/** A text of each that survives minifying, to know it by in whatever file it lies. */
const MARKS: Readonly<Record<string, RegExp>> = {
  ink: /ink-root/,
  react: /react\.(transitional\.)?element/,
  zod: /ZodError/,
  conf: /projectVersion|projectSuffix/,
  commander: /commander\.help/,
  msal: /msal\.js\.node/,
  identity: /CredentialUnavailableError/,
  'arm-authorization': /roleEligibilityScheduleInstances/,
  graph: /graph-js|SdkVersion/,
  'aws oidc': /AWSSSOOIDCService/,
  'aws portal': /SWBPortalService/,
  sts: /AWSSecurityTokenServiceV20110615/,
  'http stack': /HttpsProxyAgent/,
  'practice cloud': /PracticeCloudBug/,
};

/** The first time they are handed out is written down. */
const CREDS = ['creds', 'ReadOnlyAccess@shared-logs', '--format', 'process'];

let cloud: PracticeCloud;
let folder: string;
let env: Readonly<Record<string, string>>;

beforeAll(async () => {
  cloud = await startPracticeCloud({scenario: 'small', deviceCodeApproval: {afterMs: 0}});
  folder = await practiceHomeDirectory();
  env = (await writePracticeHome(cloud, folder)).env;
  writeFileSync(join(folder, 'hook.mjs'), HOOK);
  const lend = ['activate', 'ReadOnlyAccess@shared-logs', '--justification', 'to be lent from'];
  for (const args of [['login'], ['list'], ['status'], lend, CREDS]) await stint(args);
});

afterAll(async () => {
  await cloud.stop();
  rmSync(folder, {recursive: true, force: true});
});

const stint = (args: readonly string[]): Promise<void> => run([BUNDLE, ...args]);

async function run(args: readonly string[], more = {}): Promise<void> {
  const {CI: _, ...around} = process.env;
  const running = promisify(execFile)(process.execPath, args, {env: {...around, ...env, ...more}});
  running.child.stdin?.end();
  await running;
}

/** The files of the bundle that a run of one of its programs loads. */
async function filesOf(args: readonly string[], program = BUNDLE): Promise<readonly string[]> {
  const scratch = mkdtempSync(join(tmpdir(), 'loaded-'));
  const LOADED = join(scratch, 'modules');
  try {
    await run(['--import', pathToFileURL(join(folder, 'hook.mjs')).href, program, ...args], {LOADED});
    const urls = readFileSync(LOADED, 'utf8').split('\n');
    return urls.filter(url => url.startsWith(DIST)).map(url => fileURLToPath(url));
  } finally {
    rmSync(scratch, {recursive: true, force: true});
  }
}

const marksIn = (files: readonly string[]): readonly string[] => {
  const code = files.map(file => readFileSync(file, 'utf8')).join('\n');
  return Object.keys(MARKS).filter(name => MARKS[name]?.test(code) === true);
};

describe('what a command does not need is not loaded', () => {
  test.each([
    {args: ['--version'], files: 2, holds: []},
    {args: ['--help'], files: 4, holds: ['commander']},
    {args: ['status', '--cached'], files: 4, holds: []},
    {args: ['status', '--short'], files: 4, holds: []},
    {args: ['list', '--cached'], files: 4, holds: []},
    {args: ['list', '--cached', '--output', 'csv'], files: 5, holds: ['commander']},
    {args: CREDS, files: 4, holds: []},
  ])('stint $args', async ({args, files, holds}) => {
    const loaded = await filesOf(args);
    expect(marksIn(loaded)).toEqual(holds);
    expect(loaded.length).toBeLessThanOrEqual(files);
  });
});

test('who stays behind waits with less than a cached answer takes', async () => {
  const loaded = await filesOf([], join(BUNDLE, '..', 'guardian.js'));
  expect(marksIn(loaded)).toEqual([]);
  expect(loaded.length).toBeLessThanOrEqual(3);
});

test('each mark is somewhere in the bundle: what is looked for could be found', () => {
  const all = readdirSync(join(BUNDLE, '..', 'chunks')).map(name => join(BUNDLE, '..', 'chunks', name));
  expect(marksIn(all)).toEqual(Object.keys(MARKS));
});

test('the cloud is read with the SDKs, and without Ink or the practice cloud', async () => {
  const loaded = marksIn(await filesOf(['list', '--refresh']));
  expect(loaded).toEqual(
    expect.arrayContaining(['msal', 'identity', 'arm-authorization', 'graph', 'http stack']),
  );
  for (const name of ['ink', 'react', 'conf', 'practice cloud']) expect(loaded).not.toContain(name);
});

test.each([
  {
    kind: 'aws-permission-set',
    own: ['aws portal'],
    others: ['msal', 'identity', 'arm-authorization', 'graph'],
  },
  {kind: 'entra-role', own: ['graph'], others: ['aws oidc', 'aws portal', 'sts']},
])('to read $kind takes nothing of the other cloud', async ({kind, own, others}) => {
  const loaded = marksIn(await filesOf(['list', '--refresh', '--kind', kind]));
  expect(loaded).toEqual(expect.arrayContaining(own));
  for (const name of others) expect(loaded).not.toContain(name);
});
