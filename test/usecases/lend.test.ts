import {describe, expect, test} from 'vitest';
import type {Grant} from '../../src/core/grant.ts';
import type {Problem} from '../../src/core/problem.ts';
import {untrusted} from '../../src/core/untrusted.ts';
import {consoleLink, lend, loanMeant, openLoans} from '../../src/usecases/lend.ts';
import {run} from './activating.ts';
import {type AwsWorld, awsRole, awsWorld, orderOf, PORTAL, permissionSet} from './aws-world.ts';
import {quiet} from './fakes.ts';
import {eligibility, grant, HOUR, NOON} from './samples.ts';

async function lent(w: AwsWorld, of = permissionSet()): Promise<Grant> {
  await run(w, [orderOf(of)]);
  const loan = (await openLoans(w.app)).find(one => one.eligibilityId === of.id);
  if (loan === undefined) throw new Error('no loan was opened');
  return loan;
}

const problemOf = (work: Promise<unknown>): Promise<Problem> =>
  work.then(
    () => {
      throw new Error('it was lent');
    },
    thrown => thrown.problem,
  );

describe('credentials of an open loan', () => {
  test.each([
    ['end with the loan where they live longer', 2 * HOUR, NOON + HOUR],
    ['end with themselves where the loan is longer', HOUR / 2, NOON + HOUR / 2],
  ])('%s', async (_, session, expiresAt) => {
    const w = awsWorld();
    w.sets.session = session;
    const given = await lend(w.app, await lent(w), quiet());
    expect(given).toMatchObject({credentials: {accessKeyId: 'ASIA1'}, expiresAt});
  });

  test('one line for each set, when it is first handed out', async () => {
    const w = awsWorld();
    w.sets.session = HOUR / 2;
    const loan = await lent(w);
    expect(w.audit.types).not.toContain('lend');
    for (const _ of [1, 2, 3]) await lend(w.app, loan, quiet());
    await w.clock.turn(HOUR / 2 - 60_000);
    for (const _ of [1, 2]) await lend(w.app, loan, quiet());
    expect(w.audit.facts.filter(({type}) => type === 'lend')).toMatchObject([
      {
        eligibilityId: 'aws-1',
        name: 'Operator',
        authority: PORTAL,
        account: 'ada',
        justification: 'incident 42',
      },
      {endsAt: '2026-11-22T13:00:00Z'},
    ]);
    expect(w.sets.sets).toBe(2);
  });

  test('no access key is in any line', async () => {
    const w = awsWorld();
    await lend(w.app, await lent(w), quiet());
    expect(JSON.stringify(w.audit.facts)).not.toContain('ASIA');
  });

  test('a record that cannot be written is told, and keeps nobody from working', async () => {
    const w = awsWorld();
    const loan = await lent(w);
    w.audit.broken = true;
    const troubles: Problem[] = [];
    const onTrouble = (problem: Problem) => troubles.push(problem);
    expect(await lend(w.app, loan, quiet(), {onTrouble})).toMatchObject({grant: {id: loan.id}});
    expect(troubles).toMatchObject([{code: 'state-unwritable'}]);
    w.audit.broken = [];
    await lend(w.app, loan, quiet());
    expect(w.audit.types.filter(type => type === 'lend')).toHaveLength(1);
  });

  test('nobody is asked to sign in, or even for a token', async () => {
    const w = awsWorld();
    const loan = await lent(w);
    const asked = w.corp.actorsAsked;
    await lend(w.app, loan, quiet());
    expect(w.corp.actorsAsked).toBe(asked);
  });

  test.each([
    ['the last second', HOUR - 1000, null],
    ['the end', HOUR, 'not-active'],
  ])('at %s', async (_, after, code) => {
    const w = awsWorld();
    w.sets.session = 2 * HOUR;
    const loan = await lent(w);
    await w.clock.turn(after);
    const answer = await lend(w.app, loan, quiet()).then(
      () => null,
      thrown => thrown.problem.code,
    );
    expect(answer).toBe(code);
  });

  test('a loan that was ended meanwhile', async () => {
    const w = awsWorld();
    const loan = await lent(w);
    await w.loans.end(loan.id);
    expect(await problemOf(lend(w.app, loan, quiet()))).toMatchObject({code: 'not-active'});
    expect(w.audit.types).not.toContain('lend');
  });

  test('nothing can be lent from a grant of Azure', async () => {
    const w = awsWorld();
    expect(await problemOf(lend(w.app, grant(), quiet()))).toMatchObject({code: 'unsupported'});
    expect(await problemOf(consoleLink(w.app, grant(), quiet()))).toMatchObject({code: 'unsupported'});
  });

  test('a kind that is no source of the profile any more', async () => {
    const w = awsWorld();
    const loan = await lent(w);
    const app = {...w.app, providers: [w.arm]};
    expect(await problemOf(lend(app, loan, quiet()))).toMatchObject({
      code: 'misconfigured',
      setting: 'kinds',
    });
  });
});

test('each console link is a line of its own, and none comes after the end', async () => {
  const w = awsWorld();
  const loan = await lent(w);
  for (const _ of [1, 2])
    expect(await consoleLink(w.app, loan, quiet())).toMatchObject({endsAt: NOON + HOUR});
  expect(w.audit.types.filter(type => type === 'lend')).toHaveLength(2);
  await w.clock.turn(HOUR);
  expect(await problemOf(consoleLink(w.app, loan, quiet()))).toMatchObject({code: 'not-active'});
});

describe('which loan is meant', () => {
  const both = async () => {
    const w = awsWorld();
    await lent(w);
    await lent(w, awsRole());
    return w;
  };

  test.each([
    ['the id of the role', 'aws-1', 'aws-1'],
    ['its name and account', 'Operator@Production', 'aws-1'],
    ['its name and the account’s id', 'Operator@111122223333', 'aws-1'],
    ['its name', 'prod-admin', 'awr-1'],
  ])('%s needs no list', async (_, asked, id) => {
    const w = await both();
    w.cache.broken = true;
    expect(await loanMeant(w.app, asked, quiet())).toMatchObject({type: 'found', grant: {eligibilityId: id}});
  });

  test('the id of the loan', async () => {
    const w = await both();
    for (const loan of await openLoans(w.app))
      expect(await loanMeant(w.app, loan.id, quiet())).toEqual({type: 'found', grant: loan});
  });

  test('a part of a name, where no role is called exactly so', async () => {
    const w = await both();
    expect(await loanMeant(w.app, 'operat', quiet())).toMatchObject({type: 'found'});
    expect(await loanMeant(w.app, 'production', quiet())).toMatchObject({
      problem: {code: 'ambiguous', candidates: [{kind: 'aws-permission-set'}, {kind: 'aws-role'}]},
    });
  });

  test('a part that is another role’s whole name is that role', async () => {
    const w = await both();
    const admin = permissionSet({id: 'aws-2', name: untrusted('admin')});
    w.cache.eligible.set('aws-permission-set', {value: [admin], readAt: 0});
    expect(await loanMeant(w.app, 'admin', quiet())).toMatchObject({
      problem: {code: 'not-active', asked: 'admin'},
    });
  });

  test.each([
    ['known and not on loan', 'Auditor', 'not-active'],
    ['no AWS role', 'Contributor', 'unsupported'],
    ['not known', 'Nobody', 'not-found'],
  ])('one that is %s', async (_, asked, code) => {
    const w = await both();
    const auditor = permissionSet({id: 'aws-2', name: untrusted('Auditor')});
    w.cache.eligible.set('aws-permission-set', {value: [auditor], readAt: 0});
    const azure = [eligibility()];
    w.cache.eligible.set('azure-resource', {value: azure, readAt: 0});
    expect(await loanMeant(w.app, asked, quiet())).toMatchObject({problem: {code}});
    expect([w.arm.read, w.groups.read, w.sets.sent.length]).toEqual([[], [], 1]);
  });

  test('lists that were never read are said, each once', async () => {
    const w = awsWorld();
    expect(await loanMeant(w.app, 'Nobody', quiet())).toMatchObject({
      problem: {code: 'not-found', unread: ['Azure', 'Entra', 'Group', 'AWS', 'AWS role']},
    });
  });
});
