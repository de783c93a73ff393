import {expect, test} from 'vitest';
import {awsWorld, loanOf} from './fake-aws.ts';
import {run} from './run.ts';

const LINK = 'https://signin.aws.amazon.com/federation?Action=login&SigninToken=TOP-SECRET';

async function lent() {
  const at = awsWorld();
  await at.aws.lendOut(loanOf(at.role));
  return at;
}

test('the link is the result, and both ends are said', async () => {
  const at = await lent();
  const {code, out, err} = await run(['console', 'Operator'], {world: at});
  expect({code, out}).toEqual({code: 0, out: `${LINK}\n`});
  expect(err).toBe(
    'Operator on prod-data (111122223333): The console session ends at 13:00 at the latest. The loan ends at 13:00.\n',
  );
  expect((await run(['console', 'Operator'], {world: at, terminal: 80})).err).toContain(
    'The link is a secret',
  );
  at.aws.consoleEnds = null;
  expect((await run(['console', 'Operator'], {world: at})).err).toContain('AWS chooses when');
});

test('--open gives it to the browser, and prints it nowhere', async () => {
  for (const flags of [[], ['--json'], ['--debug']]) {
    const {code, out, err, pages} = await run(['console', 'Operator', '--open', ...flags], {
      world: await lent(),
    });
    expect(code).toBe(0);
    expect(pages).toEqual([LINK]);
    expect(out + err).not.toContain('TOP-SECRET');
  }
  const none = await run(['console', 'Operator', '--open'], {world: await lent(), hasBrowser: false});
  expect(none).toMatchObject({code: 1, out: ''});
  expect(none.err).not.toContain('TOP-SECRET');
});

test('without a loan there is no link', async () => {
  const at = awsWorld();
  await run(['list'], {world: at});
  expect(await run(['console', 'Operator'], {world: at})).toMatchObject({code: 65, out: ''});
});
