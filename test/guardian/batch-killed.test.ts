import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';
import {minutes} from '../../src/core/time.ts';
import {type Practice, practice} from '../terminal/practice.ts';
import {AZURE, ENTRA, heldAt, recorded} from './stage.ts';
import {wishesIn} from './state.ts';

const BUNDLE = fileURLToPath(new URL('../../dist/stint.js', import.meta.url));
const ASK = ['activate', AZURE, ENTRA, '--justification', 'incident 42'];

/** Azure’s is had at once, Entra’s waits for somebody. */
async function signedIn(): Promise<Practice> {
  const staged = await practice({deviceCodeApproval: {afterMs: 0}, deviceCodeInterval: 0});
  const {organisation} = staged.cloud;
  organisation.eligible({kind: 'azure-resource', role: 'Contributor', scope: 'prod-payments'});
  const requires = {approval: ['Grace Hopper']};
  organisation.eligible({kind: 'entra-role', role: 'Global Reader', scope: 'Directory', requires});
  expect((await staged.run('login')).code).toBe(0);
  return staged;
}

/** Killed when one is held and the other waits. */
async function killed(staged: Practice, ...more: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [BUNDLE, ...ASK, '--wait', ...more], {
    env: {PATH: process.env.PATH, TZ: 'UTC', ...staged.env},
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exit = once(child, 'exit');
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const [isHeld, waits] = [/Contributor.*active until/, /Global Reader.*(waiting|approval)/];
  await expect
    .poll(() => isHeld.test(said) && waits.test(said), {interval: 10, timeout: 20_000})
    .toBe(true)
    .finally(() => child.kill('SIGKILL'));
  await exit;
  expect(heldAt(staged.cloud)).toEqual([AZURE]);
  staged.cloud.clock.advance(minutes(6));
}

const statuses = ({cloud}: Practice): readonly string[] =>
  cloud.organisation.requests.filter(({action}) => action === 'SelfActivate').map(({status}) => status);

test('a batch with --rollback-on-failure that is killed midway: whoever runs next ends what it took', async () => {
  const staged = await signedIn();
  await killed(staged, '--rollback-on-failure');
  expect(await wishesIn(staged)).toMatchObject([{reason: 'rollback'}]);
  expect((await staged.run('status')).code).toBe(0);
  expect(heldAt(staged.cloud)).toEqual([]);
  expect(await recorded(staged, 'end')).toEqual([AZURE]);
  expect(statuses(staged)).toContain('Canceled');
  expect(await recorded(staged, 'cancel')).toEqual([ENTRA]);
  expect(await wishesIn(staged)).toEqual([]);
  expect((await staged.run('audit', 'verify')).code).toBe(0);
});

test('without it what was taken stays, and what waits goes on waiting', async () => {
  const staged = await signedIn();
  await killed(staged);
  await staged.run('status');
  expect(heldAt(staged.cloud)).toEqual([AZURE]);
  expect(statuses(staged)).toContain('PendingApproval');
});

test('one that is kept stays with all of it, also what is granted later', async () => {
  const staged = await signedIn();
  const {code} = await staged.run(...ASK, '--no-wait', '--rollback-on-failure');
  expect(code).toBe(81);
  expect(await wishesIn(staged)).toEqual([]);
  staged.cloud.decide('next', 'Approve');
  staged.cloud.clock.advance(minutes(6));
  await staged.run('status');
  expect(heldAt(staged.cloud)).toEqual([AZURE, ENTRA]);
});
