import {expect, test} from 'vitest';
import {untrusted} from '../../src/core/untrusted.ts';
import {activeFor, eligibility, grantOf, identity, type World, world} from './fakes.ts';
import {run} from './run.ts';

const HOSTILE = 'a\u001b[31m\u202eb\u2028\u{e0041}\u200b';
const RAW = /[\u001b\u202e\u2028\u200b]|\u{e0041}/u;
const VISIBLE = 'a\\u{1b}[31m\\u{202e}b';

const role = eligibility(HOSTILE, HOSTILE, {id: 'azr-x'});

/** Every text that a cloud or another person writes is hostile. */
function office(): World {
  const at = world();
  at.azure.eligibilities = [role];
  at.azure.grants = [grantOf(role, {justification: untrusted(HOSTILE)})];
  at.azure.answers = [activeFor(role)];
  at.authority.now = identity({
    account: untrusted(HOSTILE),
    tenantId: HOSTILE,
    cloud: HOSTILE,
    clientId: HOSTILE,
    tokenStore: {level: 'passphrase', path: HOSTILE, protection: HOSTILE},
  });
  return at;
}

/** What a terminal is given; stderr's own colours and its rewriting of a line are ours. */
async function shownBy(argv: readonly string[], at: World): Promise<{out: string; all: string}> {
  const {out, err} = await run([...argv, '--color', 'never'], {world: at, terminal: 400});
  return {out, all: out + err.replaceAll(/\u001b\[\d+[mAJ]/g, '')};
}

test.each(['table', 'json', 'ndjson', 'tsv', 'csv'])('no escape reaches %s raw', async format => {
  const at = office();
  at.entra.trouble = {code: 'failed', reason: HOSTILE};
  for (const command of ['list', 'status']) {
    const {out, all} = await shownBy([command, '--output', format], at);
    expect(all).not.toMatch(RAW);
    if (format === 'json') expect(JSON.parse(out).items[0].name).toBe(HOSTILE);
  }
});

test.each([
  {argv: ['activate', 'azr-x', '--justification', HOSTILE], times: 2},
  {argv: ['deactivate', 'azr-x.s1'], times: 2},
  {argv: ['whoami'], times: 6},
])('no escape reaches the text of $argv.0 raw', async ({argv, times}) => {
  const {out, all} = await shownBy(argv, office());
  expect(all).not.toMatch(RAW);
  expect(out.split(VISIBLE)).toHaveLength(times + 1);
});

test('no escape of a record that anybody may have written reaches the text of audit show raw', async () => {
  const at = office();
  await run(['activate', 'azr-x', '--justification', HOSTILE], {world: at});
  at.record.splice(0, Infinity, ...at.record.map(entry => ({...entry, time: HOSTILE, account: HOSTILE})));
  const {out, all} = await shownBy(['audit', 'show'], at);
  expect(all).not.toMatch(RAW);
  // Time, role, scope, account and reason of each line.
  expect(out.split(VISIBLE)).toHaveLength(5 * at.record.length + 1);
});
