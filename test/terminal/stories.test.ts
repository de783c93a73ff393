import {expect, test} from 'vitest';
import {practice, withoutSettings} from './practice.ts';

const minutes = (count: number): number => count * 60_000;
const BUSY = {
  kind: 'azure-resource',
  role: 'Contributor',
  scope: 'prod-payments',
  maxDuration: 'PT8H',
} as const;

/** What a program must have switched back when it leaves: cursor, alternate screen, paste mode; the mouse it never took. */
function leavesAsFound(raw: string): void {
  expect(raw.lastIndexOf('\u001b[?1049l')).toBeGreaterThan(raw.lastIndexOf('\u001b[?1049h'));
  expect(raw.lastIndexOf('\u001b[?25h')).toBeGreaterThan(raw.lastIndexOf('\u001b[?25l'));
  expect(raw.lastIndexOf('\u001b[?2004l')).toBeGreaterThanOrEqual(raw.lastIndexOf('\u001b[?2004h'));
  expect(raw).not.toMatch(/\u001b\[\?100[0-6]h/);
}

test('signing in for the first time, and never being asked again', async () => {
  const {cloud, open, run} = await practice();
  cloud.organisation.eligible(BUSY);
  const app = open({columns: 120, rows: 30});
  const asked = await app.sees('Go on only if you started this');
  expect(asked).toMatch(/([A-Z0-9] ){4,}/);
  expect(asked).toContain('█▀▀▀▀▀▀▀█');
  cloud.approveSignIn();
  await app.sees('Contributor');
  await app.sees('prod-payments');
  app.press('q');
  expect((await app.leaves()).code).toBe(0);
  expect((await run('list', '--refresh')).code).toBe(0);
  const before = cloud.log.filter(one => one.origin === 'login').length;
  const again = open();
  await again.sees('Contributor');
  again.press('q');
  await again.leaves();
  expect(cloud.log.filter(one => one.origin === 'login')).toHaveLength(before);
});

test('activating a role, and watching it count down by the server’s clock', async () => {
  const {cloud, open, signIn} = await practice();
  cloud.organisation.eligible({...BUSY, requires: {justification: true}});
  await signIn();
  const app = open();
  await app.sees('Contributor');
  app.press('return');
  await app.sees('Because');
  app.press('return');
  // Said at once where the policy has been read by now, else when the asking has read it.
  await app.sees(/(!|× Contributor:) This role asks for a justification/);
  app.type('rotate the webhook secret').press('return');
  await app.sees('is active until');
  await app.sees(/1 h|59 min/);
  cloud.clock.advance(minutes(57));
  app.press('r');
  await app.sees(/2 min/);
  cloud.clock.advance(minutes(4));
  app.press('r');
  await app.sees('Contributor on prod-payments has ended');
  await app.sees('Nothing is active');
  app.press('q');
  await app.leaves();
  const request = cloud.organisation.requests[0];
  expect(request?.justification).toBe('rotate the webhook secret');
});

test('a role that somebody must approve', async () => {
  const {cloud, open, signIn} = await practice();
  cloud.organisation.eligible({...BUSY, role: 'Owner', requires: {approval: ['Grace Hopper']}});
  await signIn();
  const app = open();
  await app.sees('Owner');
  app.press('return');
  await app.sees('Because');
  app.type('incident 42').press('return');
  await app.sees(/waiting for Grace Hopper/i);
  cloud.decide('next', 'Approve', 'go ahead');
  await app.sees('is active until');
  app.press('q', 'q');
  await app.leaves();
});

test('a request that is turned down says by whom nothing was given', async () => {
  const {cloud, open, signIn} = await practice();
  cloud.organisation.eligible({...BUSY, role: 'Owner', requires: {approval: ['Grace Hopper']}});
  await signIn();
  const app = open();
  await app.sees('Owner');
  app.press('return');
  await app.sees('Because');
  app.type('incident 42').press('return');
  await app.sees(/waiting for Grace Hopper/i);
  cloud.decide('next', 'Deny', 'not today');
  await app.sees(/denied/i);
  expect(app.picture()).not.toContain('is active until');
  app.press('q');
  await app.leaves();
});

test('a step-up on the way: the code is shown, met, and the same request goes on', async () => {
  const {cloud, open, signIn} = await practice();
  cloud.organisation.eligible({...BUSY, role: 'Owner', requires: {authContext: 'c1'}});
  await signIn();
  const app = open();
  await app.sees('Owner');
  app.press('return');
  await app.sees('Because');
  app.type('incident 42').press('return');
  await app.sees(/asks who you are. Enter [A-Z0-9]+/);
  cloud.approveSignIn();
  await app.sees('is active until');
  app.press('q', 'q');
  await app.leaves();
  expect(cloud.organisation.active).toHaveLength(1);
});

test('ending too soon: the exact second is said, and the next command does it', async () => {
  const {cloud, open, run, signIn} = await practice();
  cloud.organisation.eligible(BUSY);
  await signIn();
  await run('activate', 'Contributor', '--justification', 'a story', '--duration', '1h');
  const app = open();
  await app.sees('Contributor');
  app.press('2');
  await app.sees('ends');
  app.press('d');
  await app.sees(/end .*\?/i);
  app.press('y');
  await app.sees(/\d\d:\d\d:\d\d/);
  app.press('q');
  await app.leaves();
  expect(cloud.organisation.active).toHaveLength(1);
  cloud.clock.advance(minutes(6));
  const {code, stderr} = await run('status');
  expect(code).toBe(0);
  expect(stderr).toContain('has ended');
  expect(cloud.organisation.active).toHaveLength(0);
});

test('ending after five minutes is done at once', async () => {
  const {cloud, open, signIn} = await practice();
  cloud.organisation.activeFor({...BUSY, sinceMs: minutes(10)});
  await signIn();
  const app = open();
  await app.sees('Contributor');
  app.press('2');
  await app.sees('ends');
  app.press('d');
  await app.sees(/end .*\?/i);
  app.press('y');
  await app.sees(/ended/);
  app.press('q');
  await app.leaves();
  expect(cloud.organisation.active).toHaveLength(0);
});

test.each([
  ['q', 0],
  ['ctrl-c twice', 130],
  ['SIGTERM', 143],
] as const)('leaving by %s gives the terminal back as it was', async (way, code) => {
  const {cloud, open, signIn} = await practice();
  cloud.organisation.eligible(BUSY);
  await signIn();
  const app = open();
  await app.sees('Contributor');
  expect(app.onAlternateScreen).toBe(true);
  if (way === 'SIGTERM') app.kill('SIGTERM');
  if (way === 'q') app.press('q');
  if (way === 'ctrl-c twice') {
    app.press('ctrl-c');
    await app.sees(/again/);
    app.press('ctrl-c');
  }
  expect((await app.leaves()).code).toBe(code);
  expect(app.onAlternateScreen).toBe(false);
  leavesAsFound(app.raw);
});

test('the first run without settings offers to set up a tenant, or the demo', async () => {
  const given = await practice();
  await withoutSettings(given);
  given.cloud.organisation.eligible(BUSY);
  const app = given.open();
  await app.sees(/tenant/i);
  expect(app.picture()).toMatch(/demo/i);
  app.press('d');
  await app.sees('Practice cloud');
  await app.sees('Signed in as');
  app.press('q');
  expect((await app.leaves()).code).toBe(0);
});

test('a passphrase is asked for beside the picture, once for making it and once for opening it', async () => {
  const {cloud, open} = await practice({deviceCodeApproval: {afterMs: 0}});
  cloud.organisation.eligible(BUSY);
  const env = {STINT_TOKEN_STORE: 'passphrase'};
  const app = open({env});
  await app.sees('New passphrase');
  app.type('correct horse').press('return');
  await app.sees('The same again');
  app.type('correct horse').press('return');
  await app.sees('prod-payments');
  app.press('q');
  expect((await app.leaves()).code).toBe(0);
  const again = open({env});
  await again.sees('Passphrase of the token store');
  again.type('wrong').press('return');
  await again.sees(/Passphrase.*\n.*Passphrase/);
  again.type('correct horse').press('return');
  await again.sees('prod-payments');
  again.press('q');
  await again.leaves();
  expect(app.raw + again.raw).not.toContain('correct horse');
});

test('a name with escape sequences never reaches the terminal raw', async () => {
  const {cloud, open, run, signIn} = await practice();
  cloud.organisation.eligible({...BUSY, role: 'Bad\u001b]0;owned\u0007\u001b[31m\u202eRole', scope: 'prod'});
  await signIn();
  const app = open();
  await app.sees('Bad');
  app.press('q');
  await app.leaves();
  const listed = await run('list');
  for (const text of [app.raw, listed.stdout, listed.stderr]) {
    expect(text).not.toContain('\u001b]0;owned');
    expect(text).not.toContain('\u202e');
  }
});
