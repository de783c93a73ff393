import {describe, expect, test} from 'vitest';
import type {Problem} from '../../src/core/problem.ts';
import {Secret} from '../../src/core/secret.ts';
import {consoleLink, lend} from '../../src/usecases/lend.ts';
import {awsWorld, PORTAL} from './aws-world.ts';
import {quiet} from './fakes.ts';
import {lent} from './lending.ts';
import {grant, HOUR, NOON} from './samples.ts';

const LATE = {accessKeyId: 'ASIALATE', secretAccessKey: new Secret('key'), sessionToken: new Secret('token')};

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

  test('ones that are over when they come are handed to nobody', async () => {
    const w = awsWorld();
    const loan = await lent(w);
    w.loans.kept.delete(loan.id);
    w.sets.lend = async () => ({...LATE, expiresAt: w.clock.now()});
    expect(await problemOf(lend(w.app, loan, quiet()))).toMatchObject({code: 'not-active'});
    expect(w.audit.types).not.toContain('lend');
  });

  test('kept ones are handed out without the source, as long as they will do', async () => {
    const w = awsWorld();
    w.sets.session = HOUR / 2;
    const loan = await lent(w);
    w.sets.lend = () => Promise.reject(new Error('the source was asked'));
    expect(await lend(w.app, loan, quiet())).toMatchObject({credentials: {accessKeyId: 'ASIA1'}});
    await w.clock.turn(HOUR / 2 - 300_000);
    expect(await lend(w.app, loan, quiet())).toMatchObject({credentials: {accessKeyId: 'ASIA1'}});
    await w.clock.turn(1);
    await expect(lend(w.app, loan, quiet())).rejects.toThrow('the source was asked');
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

test('a console link that comes after the end is handed to nobody', async () => {
  const w = awsWorld();
  const loan = await lent(w);
  w.sets.console = async () => {
    await w.clock.turn(HOUR);
    return {url: new Secret('https://signin.example/federation'), endsAt: null};
  };
  expect(await problemOf(consoleLink(w.app, loan, quiet()))).toMatchObject({code: 'not-active'});
  expect(w.audit.types).not.toContain('lend');
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
