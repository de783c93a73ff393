import {expect, test} from 'vitest';
import type {Wish} from '../../src/core/intent.ts';
import {activeFor, eligibility, grantOf, NOON, type World, world} from './fakes.ts';
import {run} from './run.ts';

const reader = eligibility('Reader', 'prod');
const owner = eligibility('Owner', 'prod');
const owed = grantOf(owner, {id: 'owed'});

/** An earlier command was asked to end Owner, and the cloud takes it from now on. */
async function office(): Promise<World> {
  const at = world();
  at.azure.eligibilities = [reader, owner];
  at.azure.grants = [grantOf(reader), owed];
  at.azure.requests = [grantOf(reader, {id: 'req-9', requestId: 'req-9', state: 'pending-approval'})];
  at.azure.answers = [activeFor(reader)];
  const [authority] = at.app.authorities;
  if (authority === undefined) throw new Error('nobody to act as');
  const actor = await authority.actor(new AbortController().signal);
  const wish: Wish = {id: 'w1', grant: owed, actor, dueAt: NOON, reason: 'asked', attempts: 0};
  await at.app.journal.wish(wish);
  return at;
}

test.each([
  {argv: ['list']},
  {argv: ['status']},
  {argv: ['activate', 'Reader@prod', '--justification', 'INC-1']},
  {argv: ['deactivate', 'Reader@prod']},
  {argv: ['cancel', 'req-9']},
  {argv: ['login', '--tenant', 'tenant-1', '--client-id', 'client-1']},
])('every command with network carries out due wishes: $argv.0', async ({argv}) => {
  const at = await office();
  const {code, err} = await run(argv, {world: at});
  expect(code).toBe(0);
  expect(at.azure.ended).toContain('owed');
  expect(at.wishes.size).toBe(0);
  expect(err).toContain('Left from before: Owner on prod has ended, as asked.');
});

test.each([{argv: ['list', '--cached']}, {argv: ['status', '--cached']}, {argv: ['whoami']}])(
  'a command without network leaves them: $argv',
  async ({argv}) => {
    const at = await office();
    await run(argv, {world: at});
    expect(at.azure.ended).toEqual([]);
    expect(at.wishes.size).toBe(1);
  },
);
