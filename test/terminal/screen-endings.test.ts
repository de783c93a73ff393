import {expect, test} from 'vitest';
import {practice} from './practice.ts';
import type {Terminal} from './terminal.ts';

const minutes = (count: number): number => count * 60_000;
const BUSY = {
  kind: 'azure-resource',
  role: 'Contributor',
  scope: 'prod-payments',
  maxDuration: 'PT8H',
} as const;

/** Asks for the only role, to end when the app is left. */
async function askUntilLeaving(app: Terminal): Promise<void> {
  await app.sees('Contributor');
  app.press('return');
  await app.sees('Because');
  app.type('incident 42').press('down', 'down', 'down', 'down', 'right');
  await app.sees('when I leave stint');
  app.press('return');
  await app.sees('is active until');
  await app.sees('ends with stint');
}

test('a role that ends with the app is given up on leaving', async () => {
  const {cloud, open, signIn} = await practice();
  cloud.organisation.eligible(BUSY);
  await signIn();
  const app = open();
  await askUntilLeaving(app);
  cloud.clock.advance(minutes(6));
  app.press('q');
  await app.sees('it ends with stint');
  app.press('q');
  expect((await app.leaves()).code).toBe(0);
  expect(app.picture()).toContain('Contributor on prod-payments is ended.');
  expect(cloud.organisation.active).toHaveLength(0);
});

test('a role that ends with the app ends when the app is killed', async () => {
  const {cloud, open, signIn} = await practice();
  cloud.organisation.eligible(BUSY);
  await signIn();
  const app = open();
  await askUntilLeaving(app);
  cloud.clock.advance(minutes(6));
  app.kill('SIGKILL');
  await app.leaves();
  await expect.poll(() => cloud.organisation.active.length, {timeout: 20_000}).toBe(0);
});

test('leaving what runs, or ending it first', async () => {
  const {cloud, open, signIn} = await practice();
  cloud.organisation.eligible(BUSY);
  await signIn();
  const app = open();
  await app.sees('Contributor');
  app.press('return');
  await app.sees('Because');
  app.type('incident 42').press('return');
  await app.sees('is active until');
  cloud.clock.advance(minutes(6));
  app.press('q');
  const asked = await app.sees('One role is active that you took here.');
  expect(asked).toContain('leave it active: it ends by itself at');
  app.press('esc');
  await app.sees('2 Active 1');
  app.press('q');
  await app.sees('One role is active');
  app.press('e');
  expect((await app.leaves()).code).toBe(0);
  expect(app.picture()).toContain('Contributor on prod-payments is ended.');
  expect(cloud.organisation.active).toHaveLength(0);
});

test('people are reminded by a calm line, the bell and the terminal, once for each mark', async () => {
  const {cloud, open, signIn} = await practice();
  cloud.organisation.activeFor({...BUSY, sinceMs: minutes(50), forMs: minutes(9)});
  await signIn();
  const env = {TERM_PROGRAM: 'iTerm.app'};
  const app = open({env});
  await app.sees('Contributor on prod-payments ends in');
  const bells = (raw: string) => raw.split('\u0007').length - 1;
  await expect.poll(() => app.raw).toContain('\u001b]9;stint: Contributor on prod-payments ends in');
  expect(bells(app.raw)).toBe(1);
  app.press('q');
  await app.leaves();
  const again = open({env});
  await again.sees('2 Active 1');
  again.press('2');
  await again.sees('ends');
  again.press('r');
  await again.sees('read ');
  again.press('q');
  await again.leaves();
  expect(bells(again.raw)).toBe(0);
});

test('all that was activated is ended at once, after one question', async () => {
  const {cloud, open, signIn} = await practice();
  cloud.organisation.activeFor({...BUSY, sinceMs: minutes(10)});
  cloud.organisation.activeFor({...BUSY, role: 'Reader', sinceMs: minutes(10)});
  await signIn();
  const app = open();
  await app.sees('2 Active 2');
  app.press('2');
  await app.sees('ends');
  app.press('D');
  await app.sees('End these 2 now?');
  app.press('y');
  await app.sees(/2 Active 0/);
  app.press('q');
  await app.leaves();
  expect(cloud.organisation.active).toHaveLength(0);
});
