import {expect, test} from 'vitest';
import {type Practice, practice} from './practice.ts';
import type {Terminal} from './terminal.ts';

const PRACTICE_SHELL = {SHELL: '/bin/bash', AWS_PROFILE: 'somebody-else', PS1: '$ '};

const ledger = (): Promise<Practice> =>
  practice({}, ({aws}) =>
    aws
      .account({name: 'ledger-prod'})
      .permissionSet({account: 'ledger-prod', name: 'Operator', sessionSeconds: 3600}),
  );

/** Signed in, with a loan open, on the Active tab. */
async function withLoan({open, signIn}: Practice): Promise<Terminal> {
  await signIn();
  const app = open({columns: 120, rows: 30, env: PRACTICE_SHELL});
  await app.sees('Operator');
  app.press('return');
  await app.sees('Because');
  app.type('look at the ledger').press('return');
  await app.sees('is active until');
  return app;
}

test('a shell on the screen has the terminal for itself, and the app is back after it', async () => {
  const app = await withLoan(await ledger());
  app.press('x');
  await app.sees(/stint: Operator on ledger-prod until \d\d:\d\dZ; leave with exit/);
  expect(app.onAlternateScreen).toBe(false);
  // Every letter is the shell's: the app reads none of them, and its own group does not have the terminal.
  app.type('echo "holds $(echo $AWS_ACCESS_KEY_ID | cut -c1-4) and [$AWS_PROFILE]"').press('return');
  await app.sees('holds ASIA and []');
  // Heard from the child itself: what is only typed may still be the shell's own, and ctrl-c with it.
  app.type(`sh -c 'echo "nap""ping"; exec sleep 60'`).press('return');
  await app.sees('napping');
  app.press('ctrl-c');
  app.type('echo "still $((40 + 2))"').press('return');
  await app.sees('still 42');
  app.type('exit 3').press('return');
  await app.sees('The shell has ended with 3.');
  expect(app.onAlternateScreen).toBe(true);
  app.press('d', 'y');
  await app.sees('Operator on ledger-prod is ended.');
  app.press('q');
  expect((await app.leaves()).code).toBe(0);
});

test('a shell that is killed keeps nothing of the terminal', async () => {
  const app = await withLoan(await ledger());
  app.press('x');
  await app.sees('leave with exit');
  app.type('kill -9 $$').press('return');
  await app.sees('The shell has ended with 137.');
  app.press('d', 'y');
  await app.sees('Operator on ledger-prod is ended.');
  app.press('q');
  expect((await app.leaves()).code).toBe(0);
});
