import {expect, test} from 'vitest';
import {practice} from './practice.ts';

const BUSY = {
  kind: 'azure-resource',
  role: 'Contributor',
  scope: 'prod-payments',
  maxDuration: 'PT8H',
} as const;

test('what was asked for before, and asked for again with the same reason', async () => {
  const {cloud, open, run, signIn} = await practice();
  cloud.organisation.eligible(BUSY);
  await signIn();
  const reason = 'rotate the webhook secret';
  const asked = await run(
    'activate',
    'Contributor',
    '--duration',
    '2h',
    '--justification',
    reason,
    '--ticket',
    'INC-7',
  );
  expect(asked.code).toBe(0);
  cloud.clock.advance(6 * 60_000);
  expect((await run('deactivate', 'Contributor')).code).toBe(0);
  // The cloud takes no new request for two minutes.
  cloud.clock.advance(3 * 60_000);
  const app = open();
  await app.sees('2 Active 0');
  app.press('3');
  const list = await app.sees('3 History 1');
  expect(list).toMatch(/Contributor +prod-payments +ended +rotate the webhook/);
  app.press('return');
  const story = await app.sees('of the record: stint audit show');
  expect(story).toContain('Ticket INC-7.');
  app.press('a');
  const form = await app.sees('Ask for this role');
  expect(form).toContain(reason);
  expect(form).toMatch(/For +2 h/);
  app.press('return');
  await app.sees('is active until');
  app.press('3');
  await app.sees('3 History 2');
  app.press('q');
  await app.sees('One role is active');
  app.press('q');
  expect((await app.leaves()).code).toBe(0);
});

test('an earlier reason is an arrow away', async () => {
  const {cloud, open, run, signIn} = await practice();
  cloud.organisation.eligible(BUSY);
  cloud.organisation.eligible({...BUSY, role: 'Reader'});
  await signIn();
  expect((await run('activate', 'Reader', '--justification', 'look at the bill')).code).toBe(0);
  const app = open();
  await app.sees('2 Active 1');
  app.press('return');
  await app.sees('earlier reasons');
  app.press('up');
  await app.sees('look at the bill');
  app.press('up');
  await app.sees('That is the earliest one in the record.');
  app.press('ctrl-c', 'ctrl-c');
  expect((await app.leaves()).code).toBe(130);
});
