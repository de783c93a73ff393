import {spawn} from 'node:child_process';
import {existsSync} from 'node:fs';
import {chown, mkdir, readFile, rename, rm, symlink, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {openPractice, type Practice, practice, type Ran, runCommand} from './practice.ts';

const BUNDLE = fileURLToPath(new URL('../../dist/stint.js', import.meta.url));
const OWNER = {kind: 'azure-resource', role: 'Owner', scope: 'prod-payments', maxDuration: 'PT2H'} as const;

/** One typed problem: its words, a next step, its code; never a trace, and nothing on stdout. */
function isOneProblem({code, stdout, stderr}: Ran, expected: number, words: RegExp): void {
  expect(stderr).toMatch(words);
  expect(stderr).toMatch(/^stint: .+\n( {7}\S.*\n)+/m);
  expect(stderr).not.toMatch(/\n\s+at .+:\d+:\d+/);
  expect(stdout).toBe('');
  expect(code).toBe(expected);
}

const signedIn = async (): Promise<Practice> => furnished(await practice());

async function furnished<P extends Practice>(given: P): Promise<P> {
  given.cloud.organisation
    .eligible({...OWNER, requires: {justification: true}})
    .eligible({...OWNER, scope: 'prod-data'})
    .eligible({kind: 'entra-role', role: 'Global Reader', scope: 'Directory'});
  await given.signIn();
  return given;
}

describe('what a person typed', () => {
  let given: Awaited<ReturnType<typeof openPractice>>;
  beforeAll(async () => {
    given = await furnished(await openPractice());
  });
  afterAll(() => given.close());

  test.each([
    ['an unknown flag', ['list', '--colour'], 64, /colour/],
    ['an unknown command', ['lst'], 64, /lst/],
    ['a bare number as a duration', ['activate', 'Owner@prod-data', '--duration', '90'], 64, /90m/],
    ['a negative duration', ['activate', 'Owner@prod-data', '--duration=-1h'], 64, /1h30m/],
    ['an ambiguous name', ['activate', 'Owner', '--justification', 'x'], 65, /Owner@prod-data/],
    ['an unknown name', ['activate', 'Nobody@nowhere', '--justification', 'x'], 65, /Nobody@nowhere/],
    ['a missing justification', ['activate', 'Owner@prod-payments'], 64, /--justification/],
    [
      'too long',
      ['activate', 'Owner@prod-data', '--duration', '4h', '--justification', 'x'],
      77,
      /2 h is the most/,
    ],
    ['a grant that is not there', ['deactivate', 'Owner@prod-data'], 65, /Owner@prod-data/],
    ['everything, without saying yes', ['deactivate', '--all'], 64, /--yes/],
    ['a query that is none', ['list', '--query', '[['], 64, /query/],
    ['a schema that is none', ['schema', 'nonsense'], 65, /nonsense/],
  ] as const)('%s', async (_, args, code, words) => {
    isOneProblem(await given.run(...args), code, words);
  });
});

describe('the cloud in trouble', () => {
  test.each([
    ['HTML from a box in between', {garbage: 'html'}, 69, /makes no sense/],
    ['truncated JSON', {truncate: true}, 69, /makes no sense|could not be reached/],
    ['throttled for longer than we wait', {status: 429, headers: {'retry-after': '120'}}, 75, /2 min/],
    ['a server error that stays', {status: 503}, 69, /Azure/],
    ['a cut connection', {reset: true}, 69, /could not be reached/],
  ] as const)('%s is one source that could not be read', async (_, harm, code, words) => {
    const {cloud, run} = await signedIn();
    cloud.faults.add({match: {origin: 'arm'}, do: harm});
    const all = await run('list', '--refresh', '--json');
    expect(all.code).toBe(80);
    const document = JSON.parse(all.stdout);
    expect(document.items.map((item: {kind: string}) => item.kind)).toEqual(['entra-role']);
    expect(document.problems).toHaveLength(1);
    expect(document.problems[0].provider).toBe('azure-resource');
    isOneProblem(await run('list', '--refresh', '--kind', 'azure-resource'), code, words);
  });

  test('offline: everything unread is 69, and what was last read is still there', async () => {
    const {cloud, run} = await signedIn();
    expect((await run('list', '--refresh')).code).toBe(0);
    await cloud.stop();
    isOneProblem(await run('list', '--refresh'), 69, /could not be reached/);
    const cached = await run('list', '--cached', '--json');
    expect(cached.code).toBe(0);
    expect(JSON.parse(cached.stdout).items).toHaveLength(3);
  });

  test('a certificate nobody vouches for', async () => {
    const {env} = await signedIn();
    const {NODE_EXTRA_CA_CERTS: _, ...untrusting} = env;
    isOneProblem(await runCommand(['list', '--refresh'], untrusting), 69, /certificate/);
  });

  test('certificate checks switched off are refused', async () => {
    const {env} = await signedIn();
    const done = await runCommand(['list'], {...env, NODE_TLS_REJECT_UNAUTHORIZED: '0'});
    expect(done.code).toBe(78);
    expect(done.stderr).toContain('NODE_TLS_REJECT_UNAUTHORIZED');
  });

  test('a sign-in that was revoked', async () => {
    const {cloud, run} = await signedIn();
    cloud.clock.advance(3 * 3_600_000);
    cloud.revokeRefreshTokens();
    isOneProblem(await run('list', '--refresh'), 4, /stint login/);
  });
});

describe('this machine in trouble', () => {
  test('an unknown setting is named', async () => {
    const {home, run} = await signedIn();
    const config = JSON.parse(await readFile(join(home, 'config.json'), 'utf8'));
    await writeFile(join(home, 'config.json'), JSON.stringify({...config, defaults: {duraton: '1h'}}));
    isOneProblem(await run('list'), 78, /defaults\.duraton/);
  });

  test('a settings file that is no JSON', async () => {
    const {home, run} = await signedIn();
    await writeFile(join(home, 'config.json'), '{"profiles": ');
    isOneProblem(await run('list'), 78, /config\.json/);
  });

  test('a state folder that is a link', async () => {
    const {home, env} = await signedIn();
    const link = `${home}-link`;
    await symlink(home, link);
    const done = await runCommand(['list'], {...env, STINT_HOME: link});
    await rm(link);
    isOneProblem(done, 73, /link/);
  });

  test('a record that is a link', async () => {
    const {home, run} = await signedIn();
    const record = join(home, 'audit.ndjson');
    await rename(record, `${record}.elsewhere`);
    await symlink(`${record}.elsewhere`, record);
    const done = await run('activate', 'Owner@prod-data', '--justification', 'x');
    isOneProblem(done, 73, /audit\.ndjson/);
  });

  test.runIf(process.getuid?.() === 0)(
    'a state folder that belongs to another user (only root can make one)',
    async () => {
      const {home, run} = await signedIn();
      await chown(home, 12345, 12345);
      isOneProblem(await run('status'), 73, /another user/);
    },
  );

  test('a folder where the state should be', async () => {
    const {home, run} = await signedIn();
    await rm(join(home, 'state.db'));
    await mkdir(join(home, 'state.db'));
    isOneProblem(await run('list'), 73, /state\.db/);
  });

  test('a damaged record is found, and its first bad line named', async () => {
    const {home, run} = await signedIn();
    await run('activate', 'Owner@prod-data', '--justification', 'x');
    const record = join(home, 'audit.ndjson');
    const text = await readFile(record, 'utf8');
    await writeFile(record, text.replace('"justification":"x"', '"justification":"y"'));
    const done = await run('audit', 'verify');
    expect(done.code).toBe(83);
    expect(done.stderr).toMatch(/line \d/);
  });
});

/** Starts a command and kills it with no warning as soon as the cloud has seen what it waits for. */
async function killedWhen(
  {cloud, env}: Practice,
  args: readonly string[],
  seen: () => boolean,
): Promise<void> {
  const child = spawn(process.execPath, [BUNDLE, ...args], {
    env: {PATH: process.env.PATH, ...env},
    stdio: 'ignore',
  });
  const gone = new Promise<void>(resolve => child.on('exit', () => resolve()));
  while (!seen()) await new Promise<void>(resolve => setImmediate(resolve));
  child.kill('SIGKILL');
  await gone;
  void cloud;
}

describe('killed in the middle', () => {
  test('of an activation whose answer never came: the next command reads it back, and sends nothing twice', async () => {
    const given = await signedIn();
    const {cloud, run} = given;
    await run('list', '--refresh');
    cloud.faults.add({
      match: {origin: 'arm', method: 'PUT'},
      nth: 1,
      do: {loseAnswer: true, hang: true},
    });
    await killedWhen(
      given,
      ['activate', 'Owner@prod-data', '--justification', 'x'],
      () => cloud.organisation.requests.length > 0,
    );
    cloud.faults.clear();
    const {stdout, stderr, code} = await run('status', '--json');
    expect(code).toBe(0);
    expect(stderr).toContain('had arrived');
    expect(JSON.parse(stdout).items.map((item: {state: string}) => item.state)).toEqual(['active']);
    expect(cloud.log.filter(one => one.method === 'PUT')).toHaveLength(1);
    expect((await run('audit', 'verify')).code).toBe(0);
  });

  test('of ending a grant: the wish is still there, and the next command does it', async () => {
    const given = await practice();
    const {cloud, run, signIn} = given;
    cloud.organisation.activeFor({...OWNER, sinceMs: 600_000});
    await signIn();
    cloud.faults.add({match: {origin: 'arm', method: 'PUT'}, nth: 1, do: {hang: true}});
    await killedWhen(given, ['deactivate', 'Owner'], () => cloud.faults.hits > 0);
    cloud.faults.clear();
    cloud.clock.advance(120_000);
    const {stderr} = await run('status');
    expect(stderr).toContain('has ended');
    expect(cloud.organisation.active).toHaveLength(0);
  });
});

test('ctrl-c stops the watching, not the request, and says so', async () => {
  const given = await signedIn();
  const {cloud, env} = given;
  cloud.organisation.eligible({...OWNER, scope: 'prod-edge', requires: {approval: ['Grace Hopper']}});
  const child = spawn(
    process.execPath,
    [BUNDLE, 'activate', 'Owner@prod-edge', '--justification', 'x', '--wait'],
    {env: {PATH: process.env.PATH, ...env}, stdio: ['ignore', 'pipe', 'pipe']},
  );
  let stderr = '';
  child.stderr.on('data', chunk => {
    stderr += chunk;
    if (stderr.includes('waiting for')) child.kill('SIGINT');
  });
  const code = await new Promise(resolve => child.on('exit', resolve));
  expect(code).toBe(130);
  expect(stderr).toMatch(/goes on|still waits|stays/i);
  expect(cloud.organisation.requests[0]?.status).toBe('PendingApproval');
});

/** What a shell makes of a line in which `stint` is the built program: its exit codes are echoed by the line itself. */
function inShell(line: string, env: Practice['env']): Promise<string> {
  const stint = `stint() { "${process.execPath}" "${BUNDLE}" "$@"; };`;
  const child = spawn('sh', ['-c', `${stint} ${line}`], {
    env: {PATH: process.env.PATH, ...env},
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let told = '';
  child.stdout.on('data', chunk => {
    told += chunk;
  });
  return new Promise(resolve => child.on('close', () => resolve(told)));
}

test('a reader that leaves does not stop what was begun, nor change its exit code', async () => {
  const {cloud, env, run} = await signedIn();
  const line = 'activate Owner@prod-data --justification x --events';
  const told = await inShell(`exec 3>&1; { stint ${line}; echo "ended with $?" >&3; } | head -1`, env);
  expect(told).toMatch(/"type":"submitted"/);
  expect(told).toContain('ended with 0');
  expect(cloud.organisation.active).toHaveLength(1);
  expect((await run('status')).stderr).not.toContain('Left from before');
});

test.runIf(existsSync('/dev/full'))('results that cannot be written are not called done', async () => {
  const {env} = await signedIn();
  expect(await inShell('stint schema grants >/dev/full; echo "ended with $?"', env)).toBe('ended with 1\n');
});

test.each(['taken', '65535'])('a practice cloud on a port that cannot be had: %s', async which => {
  const {cloud, env} = await signedIn();
  const port = which === 'taken' ? new URL(cloud.origins.arm).port : which;
  isOneProblem(await runCommand(['sandbox', '--port', port], env), 1, /another one with --port/);
});

test('an empty HOME does not make a home of the folder we are in', async () => {
  const told = await inShell('stint config path', {HOME: ''});
  expect(told).toMatch(/^\/.+config\.json\n$/);
});

test('the practice cloud writes over nobody’s settings', async () => {
  const {home, run} = await signedIn();
  await rm(join(home, 'ca.pem'));
  const before = await readFile(join(home, 'config.json'), 'utf8');
  isOneProblem(await run('sandbox', '--home', home), 78, /--home/);
  expect(await readFile(join(home, 'config.json'), 'utf8')).toBe(before);
});

test('a pipe that closes early is no trouble', async () => {
  const {env} = await signedIn();
  await mkdir(join(env.STINT_HOME ?? '', 'unused'), {recursive: true});
  const child = spawn('sh', ['-c', `"${process.execPath}" "${BUNDLE}" schema grants | head -1`], {
    env: {PATH: process.env.PATH, ...env},
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', chunk => {
    stderr += chunk;
  });
  await new Promise(resolve => child.on('exit', resolve));
  expect(stderr).not.toMatch(/EPIPE|mistake/);
});
