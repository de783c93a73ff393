import {describe, expect, test} from 'vitest';
import {untrusted} from '../../src/core/untrusted.ts';
import {loanMeant, openLoans} from '../../src/usecases/lend.ts';
import {awsRole, awsWorld, permissionSet} from './aws-world.ts';
import {quiet} from './fakes.ts';
import {lent} from './lending.ts';
import {eligibility} from './samples.ts';

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
    let looks = 0;
    const looked = async () => {
      looks += 1;
      return undefined;
    };
    Object.assign(w.cache, {eligibilities: looked});
    expect(await loanMeant(w.app, asked, quiet())).toMatchObject({type: 'found', grant: {eligibilityId: id}});
    expect(looks).toBe(0);
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

  test('an id that is not on loan is answered with the name, and with the way to a loan', async () => {
    const w = awsWorld();
    const admin = permissionSet({id: 'aws-2', name: untrusted('admin')});
    w.cache.eligible.set('aws-permission-set', {value: [admin], readAt: 0});
    expect(await loanMeant(w.app, 'aws-2', quiet())).toMatchObject({
      problem: {
        code: 'not-active',
        asked: 'admin@Production',
        nextSteps: ['Ask for it with stint activate aws-2', expect.any(String)],
        eligibilityId: 'aws-2',
      },
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
