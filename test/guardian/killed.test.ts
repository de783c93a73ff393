import {readdirSync, readFileSync, readlinkSync} from 'node:fs';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {minutes} from '../../src/core/time.ts';
import {isGone} from '../support/guardians.ts';
import {
  AZURE,
  ENTRA,
  endsAt,
  GROUP,
  gone,
  heldAt,
  LOAN,
  Parent,
  parentProgram,
  recorded,
  stage,
  statusOf,
} from './stage.ts';

let program: Awaited<ReturnType<typeof parentProgram>>;
beforeAll(async () => {
  program = await parentProgram();
});
afterAll(() => program.remove());

const ALL = [AZURE, ENTRA, GROUP, LOAN];
const OF_PIM = [AZURE, ENTRA, GROUP].sort();

test('a parent that is killed leaves nothing behind that was to end with it', async () => {
  const staged = await stage();
  const parent = new Parent(program.path, staged, {roles: ALL});
  const guardian = await parent.guarded();
  expect(heldAt(staged.cloud)).toEqual(OF_PIM);
  staged.cloud.clock.advance(minutes(6));
  expect(isGone(guardian)).toBe(false);
  await parent.kill();
  await gone(guardian);
  expect(heldAt(staged.cloud)).toEqual([]);
  expect(endsAt(staged.cloud)).toBe(3);
  expect(await recorded(staged, 'end')).toEqual([...ALL].sort());
  expect(await statusOf(staged, '--cached')).toEqual([]);
  expect(await statusOf(staged)).toEqual([]);
  expect(endsAt(staged.cloud)).toBe(3);
});

test('in the first five minutes it stays until the cloud takes it', async () => {
  const staged = await stage();
  const parent = new Parent(program.path, staged, {roles: [AZURE, LOAN]});
  const guardian = await parent.guarded();
  staged.cloud.clock.advance(minutes(5) - 6000);
  await parent.kill();
  await expect.poll(() => recorded(staged, 'end'), {timeout: 5000}).toEqual([LOAN]);
  await expect.poll(() => recorded(staged, 'end-queued'), {timeout: 5000}).toEqual([AZURE]);
  expect(heldAt(staged.cloud)).toEqual([AZURE]);
  await gone(guardian);
  expect(heldAt(staged.cloud)).toEqual([]);
  const [end] = staged.cloud.organisation.requests.filter(({action}) => action === 'SelfDeactivate');
  const [begun] = staged.cloud.organisation.requests.filter(({action}) => action === 'SelfActivate');
  expect(end?.status).toBe('Revoked');
  expect(Number(end?.createdAt) - Number(begun?.createdAt)).toBeGreaterThanOrEqual(minutes(5));
  expect(Number(end?.createdAt) - Number(begun?.createdAt)).toBeLessThan(minutes(5) + 3000);
});

test('a parent that leaves properly ends its own, and nobody stays', async () => {
  const staged = await stage();
  const parent = new Parent(program.path, staged, {roles: ALL});
  const guardian = await parent.guarded();
  staged.cloud.clock.advance(minutes(6));
  await parent.leave();
  await gone(guardian, 2000);
  expect(heldAt(staged.cloud)).toEqual([]);
  expect(endsAt(staged.cloud)).toBe(3);
  expect(await recorded(staged, 'end')).toEqual([...ALL].sort());
});

test('where the parent may not end it yet, the guardian stays for that alone', async () => {
  const staged = await stage();
  const parent = new Parent(program.path, staged, {roles: [AZURE, LOAN]});
  const guardian = await parent.guarded();
  staged.cloud.clock.advance(minutes(5) - 6000);
  await parent.leave();
  expect(heldAt(staged.cloud)).toEqual([AZURE]);
  expect(isGone(guardian)).toBe(false);
  await gone(guardian);
  expect(heldAt(staged.cloud)).toEqual([]);
  expect(await recorded(staged, 'end')).toEqual([AZURE, LOAN].sort());
});

test('what was active before is not its affair', async () => {
  const staged = await stage();
  const {code} = await staged.run('activate', ENTRA, '--justification', 'mine');
  expect(code).toBe(0);
  const parent = new Parent(program.path, staged, {roles: [AZURE, ENTRA]});
  const guardian = await parent.guarded();
  staged.cloud.clock.advance(minutes(6));
  await parent.kill();
  await gone(guardian);
  expect(heldAt(staged.cloud)).toEqual([ENTRA]);
});

test('two parents at once: each guardian ends its own', async () => {
  const staged = await stage();
  const [one, other] = [[AZURE], [ENTRA, LOAN]].map(roles => new Parent(program.path, staged, {roles})) as [
    Parent,
    Parent,
  ];
  const [first, second] = [await one.guarded(), await other.guarded()];
  expect(first).not.toBe(second);
  staged.cloud.clock.advance(minutes(6));
  await one.kill();
  await gone(first);
  expect(heldAt(staged.cloud)).toEqual([ENTRA]);
  expect(isGone(second)).toBe(false);
  await other.kill();
  await gone(second);
  expect(heldAt(staged.cloud)).toEqual([]);
  expect(await recorded(staged, 'end')).toEqual([AZURE, ENTRA, LOAN].sort());
});

test.skipIf(process.platform !== 'linux')(
  'it is a stranger to everybody: nothing of it can be read outside',
  async () => {
    const staged = await stage();
    const secretProxy = {HTTPS_PROXY: 'http://ada:proxy-password@proxy.invalid:3128', NOT_FOR_IT: 'anything'};
    const parent = new Parent(program.path, staged, {}, secretProxy);
    const guardian = await parent.guarded();
    const of = (name: string) =>
      readFileSync(`/proc/${guardian}/${name}`, 'utf8')
        .split('\0')
        .filter(text => text !== '');
    expect(of('cmdline')).toEqual([process.execPath, expect.stringMatching(/guardian\.js$/)]);
    expect(of('environ')).toEqual([`NODE_EXTRA_CA_CERTS=${staged.env.NODE_EXTRA_CA_CERTS}`]);
    expect(readlinkSync(`/proc/${guardian}/cwd`)).toBe('/');
    const session = (pid: number | 'self') =>
      readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[3];
    expect(session(guardian)).toBe(String(guardian));
    expect(session('self')).not.toBe(String(guardian));
    const open = opened(guardian);
    expect(open.slice(0, 3)).toEqual([expect.stringMatching(/^socket:/), '/dev/null', '/dev/null']);
    const itsParents = new Set(opened(parent.child.pid ?? 0));
    expect(itsParents.size).toBeGreaterThan(5);
    expect(open.filter(target => isOneOfAKind(target) && itsParents.has(target))).toEqual([]);
    expect(open.slice(3).filter(target => /^socket:/.test(target) || target.includes(staged.home))).toEqual(
      [],
    );
  },
);

/** Every process has such of its own, of the same name. */
const isOneOfAKind = (target: string): boolean => target !== '/dev/null' && !target.startsWith('anon_inode:');

/** What stands behind each descriptor of a process, in their order. */
function opened(pid: number): readonly string[] {
  const descriptors = readdirSync(`/proc/${pid}/fd`).map(Number);
  return descriptors.sort((one, other) => one - other).flatMap(fd => targetOf(`/proc/${pid}/fd/${fd}`));
}

/** One that was open for a moment only stands behind nothing any more. */
function targetOf(link: string): readonly string[] {
  try {
    return [readlinkSync(link)];
  } catch {
    return [];
  }
}
