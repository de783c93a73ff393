import {describe, expect, test} from 'vitest';
import {Secret} from '../../src/core/secret.ts';
import {type AwsWorld, awsWorld, credentialsUntil, loanOf} from './fake-aws.ts';
import {NOON, pending} from './fakes.ts';
import {run} from './run.ts';

const because = ['--justification', 'INC-1', '--duration', '30m'];

/** A tool that runs creds has nobody in front of it, and a person who runs it expects no question. */
describe('creds that opens a loan', () => {
  test.each([because.slice(0, 2), because.slice(2)])(
    'needs a reason and a length, not %s alone',
    async (...half) => {
      const at = awsWorld();
      const {code, out, err} = await run(['creds', 'Operator', ...half], {world: at});
      expect({code, out, sent: at.aws.sent}).toEqual({code: 64, out: '', sent: []});
      expect(err).toContain('--justification and --duration');
    },
  );

  test.each([[], ['--format', 'process']])('begins no step-up, with %j', async (...format) => {
    const at = awsWorld();
    const {requires, ...policy} = at.aws.policyOf(at.role);
    at.aws.policyOf = () => ({...policy, requires: {...requires, authContext: 'c1'}});
    const ran = await run(['creds', 'Operator', ...because, ...format], {world: at, terminal: 80});
    expect(ran).toMatchObject({code: 4, out: '', questions: []});
    expect([at.authority.flows, at.aws.sent]).toEqual([[], []]);
  });

  test('waits for nobody’s approval', async () => {
    const at = awsWorld();
    at.aws.activate = async intent => pending('pending-approval', 'Grace')(intent);
    expect(await run(['creds', 'Operator', ...because], {world: at})).toMatchObject({code: 81, out: ''});
  });
});

async function lentWith(sessionToken: string): Promise<AwsWorld> {
  const at = awsWorld();
  await at.aws.lendOut(loanOf(at.role));
  const credentials = {...credentialsUntil(NOON + 3_600_000), sessionToken: new Secret(sessionToken)};
  await at.book.renew(loanOf(at.role).id, credentials);
  return at;
}

test.each(['env', 'fish', 'powershell', 'cmd'])('a line end in a secret is no line for %s', async format => {
  const at = await lentWith('token\nrm -rf x');
  const {code, out, err} = await run(['creds', at.role.id, '--format', format], {world: at});
  expect({code, out}).toEqual({code: 69, out: ''});
  expect(err).not.toContain('rm -rf');
});

test('a command is told the end in whole seconds, rounded down', async () => {
  const at = awsWorld();
  await at.aws.lendOut(loanOf(at.role, {endsAt: NOON + 900_999}));
  const {children} = await run(['exec', 'Operator', ...because, '--', 'true'], {world: at});
  expect(children[0]?.env.AWS_CREDENTIAL_EXPIRATION).toBe('2026-11-22T12:15:00Z');
});
