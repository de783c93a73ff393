import {describe, expect, test} from 'vitest';
import {UNKNOWN_POLICY} from '../../../src/core/policy.ts';
import {hours} from '../../../src/core/time.ts';
import {
  active,
  add,
  all,
  eligible,
  labels,
  only,
  open,
  START,
  type Subject,
  stage,
  theOne,
} from '../stage.ts';

const ROLES: Readonly<Record<Subject['kind'], readonly (readonly [role: string, scope: string])[]>> = {
  'azure-resource': Array.from({length: 7}, (_, at) => ['Reader', `sub-${at}`] as const),
  'entra-role': Array.from({length: 7}, (_, at) => [`Role ${at}`, 'Directory'] as const),
  'entra-group': Array.from({length: 7}, (_, at) => ['Owner', `sg-${at}`] as const),
};

/** What a source of any of the three kinds promises about its lists and its policies. */
export function listing(subject: Subject): void {
  describe('lists', () => {
    test('every page comes, and only the last one is complete', async () => {
      const on = await stage(subject, null);
      on.cloud.organisation.pageSize(3);
      for (const [role, scope] of ROLES[subject.kind])
        on.cloud.organisation.eligible({kind: subject.kind, role, scope});
      const pages = [];
      for await (const page of on.provider.eligible(on.signal)) pages.push(page);
      expect(pages.map(({complete}) => complete)).toEqual([false, false, true]);
      expect(labels(pages.flatMap(({items}) => items))).toEqual(
        ROLES[subject.kind].map(([role, scope]) => `${role}@${scope}`),
      );
    });

    test('an eligibility says what it is, and leaves open what only the policy knows', async () => {
      const on = await stage(subject, {endsAt: START + hours(48)});
      expect(await theOne(on)).toMatchObject({
        kind: subject.kind,
        name: subject.role,
        scope: {name: subject.scope},
        entitlement: 'eligible',
        memberType: 'direct',
        requires: UNKNOWN_POLICY.requires,
        endsAt: START + hours(48),
        grantId: null,
        id: expect.stringMatching(/^[A-Za-z0-9._-]+$/),
      });
    });

    test.each([
      ['direct', 'Direct', 'Group'],
      ['inherited first', 'Group', 'Direct'],
    ] as const)('direct and inherited rows are one item (%s)', async (_how, first, second) => {
      const on = await stage(subject, null);
      on.cloud.organisation.pageSize(1);
      add(on.cloud.organisation, subject, {memberType: first, endsAt: START + hours(1)});
      add(on.cloud.organisation, subject, {memberType: second, endsAt: START + hours(9)});
      expect(await eligible(on)).toMatchObject([{memberType: 'direct', endsAt: START + hours(9)}]);
    });

    test('its id is the same for an inherited row, and after a renewal', async () => {
      const direct = await theOne(await stage(subject));
      const inherited = await theOne(await stage(subject, {memberType: 'Group'}));
      const renewed = await theOne(
        await stage(subject, {startsAt: START - hours(1), endsAt: START + hours(5)}),
      );
      expect([inherited.id, renewed.id]).toEqual([direct.id, direct.id]);
    });

    test('standing, time-bound and activated are told by type and end', async () => {
      const on = await stage(subject, null);
      const [one, two, three] = ROLES[subject.kind];
      const at = (place: typeof one) => ({kind: subject.kind, role: place?.[0] ?? '', scope: place?.[1]});
      on.cloud.organisation.standing(at(one)).timeBound({...at(two), endsAt: START + hours(2)});
      on.cloud.organisation.activeFor({...at(three), forMs: hours(1)});
      expect(await active(on)).toMatchObject([
        {assignment: 'standing', state: 'active', endsAt: null},
        {assignment: 'time-bound', state: 'active', endsAt: START + hours(2)},
        {assignment: 'activated', state: 'active', endsAt: START + hours(1), requestId: null},
      ]);
    });

    test('a standing role that is inherited too is one grant', async () => {
      const on = await stage(subject, null);
      const place = {kind: subject.kind, role: subject.role, scope: subject.scope};
      on.cloud.organisation.standing({...place, memberType: 'Group'}).standing(place);
      expect(await active(on)).toHaveLength(1);
    });

    test('none is an empty, complete page', async () => {
      const on = await stage(subject, null);
      const pages = [];
      for await (const page of on.provider.eligible(on.signal)) pages.push(page);
      expect(pages).toEqual([{items: [], complete: true}]);
      expect(await open(on)).toEqual([]);
    });

    test('an aborted list ends with an AbortError', async () => {
      const on = await stage(subject);
      const list = all(on.provider.eligible(AbortSignal.abort()));
      await expect(list).rejects.toMatchObject({name: 'AbortError'});
    });
  });

  describe('policy', () => {
    test('says what the role asks for, and of whom', async () => {
      const requires = {
        justification: true,
        ticket: true,
        mfa: true,
        approval: ['Ada', 'Grace'],
        authContext: 'c1',
      };
      const on = await stage(subject, {maxDuration: 'PT2H30M', requires});
      expect(await on.provider.policy(await theOne(on), on.signal)).toEqual({
        maxDuration: 9000,
        requires: {justification: true, ticket: true, mfa: true, approval: true, authContext: 'c1'},
        approvers: ['Ada', 'Grace'],
      });
    });

    test('says what it does not ask for', async () => {
      const on = await stage(subject, {requires: {justification: false}});
      expect(await on.provider.policy(await theOne(on), on.signal)).toMatchObject({
        requires: {justification: false, ticket: false, mfa: false, approval: false, authContext: false},
        approvers: [],
      });
    });

    test('is unknown to someone who may not read it', async () => {
      const on = await stage(subject, {policyReadable: false});
      expect(await on.provider.policy(only(await eligible(on)), on.signal)).toEqual(UNKNOWN_POLICY);
    });
  });
}
