import {afterEach, expect, test} from 'vitest';
import {awsEndpoints} from '../../../src/core/aws.ts';
import {explain} from '../../../src/core/explain.ts';
import {Trouble} from '../../../src/core/problem.ts';
import {minutes} from '../../../src/core/time.ts';
import {createPortal} from '../../../src/providers/aws/portal.ts';
import type {AwsRolesParts} from '../../../src/providers/aws-roles/bench.ts';
import {createAwsRoles} from '../../../src/providers/aws-roles/index.ts';
import {sandboxAwsAccess} from '../../support/aws-access.ts';
import {ask, askedOf, closeUserPlaces, type UserPlace, userPlace} from '../aws-emergency/place.ts';
import {all, only} from '../stage.ts';
import {grantIn} from './support.ts';

afterEach(closeUserPlaces);

/** A loan of an emergency user, and the everyday provider of the same profile, which has no roles of its own. */
async function afterwards(change: Partial<AwsRolesParts> = {}) {
  const on = await userPlace();
  const grant = grantIn(await ask(on, on.code()));
  const {loans, parts, cloud} = on;
  const access = sandboxAwsAccess(cloud, {signedOut: ['corp']});
  const {clock, server, profile} = parts;
  const portal = createPortal(access, clock);
  const roles = createAwsRoles({access, portal, loans, roles: [], clock, server, profile, ...change});
  return {on, grant, roles, before: cloud.log.length};
}

const unasked = (on: UserPlace, before: number) => expect(askedOf(on).slice(before)).toEqual([]);

test('it is listed among what is active, and ended, with no cloud asked', async () => {
  const {on, grant, roles, before} = await afterwards();
  expect(only(await all(roles.active(on.signal)))).toEqual(grant);
  expect(await roles.deactivate(grant, 'end', on.call)).toEqual({type: 'ended'});
  expect(await all(roles.active(on.signal))).toEqual([]);
  await expect(roles.lend?.(grant, on.call)).rejects.toMatchObject({problem: {code: 'not-active'}});
  unasked(on, before);
});

test('it is lent from to its last second, with no cloud asked', async () => {
  const {on, grant, roles, before} = await afterwards();
  const first = await roles.lend?.(grant, on.call);
  await on.clock.turn(minutes(60) - 1);
  expect((await roles.lend?.(grant, on.call))?.accessKeyId).toBe(first?.accessKeyId);
  await on.clock.turn(1);
  await expect(roles.lend?.(grant, on.call)).rejects.toMatchObject({problem: {code: 'not-active'}});
  unasked(on, before);
});

test('credentials that are gone are had from break glass alone, and the words say so', async () => {
  const {on, grant, roles, before} = await afterwards();
  on.loans.kept.clear();
  const thrown = await roles.lend?.(grant, on.call).catch((given: unknown) => given);
  if (!(thrown instanceof Trouble)) throw thrown;
  const {title, nextSteps, exitCode} = explain(thrown.problem);
  expect(exitCode).toBe(4);
  expect(title).toContain('emergency user emergency-1');
  expect(nextSteps.join()).toContain('stint break-glass');
  expect(nextSteps.join()).not.toContain('stint login');
  unasked(on, before);
});

const elsewhere = {
  problem: {code: 'unsupported', reason: expect.stringContaining('emergency user emergency-1')},
};

test('it cannot be made longer here', async () => {
  const {on, grant, roles} = await afterwards();
  const longer = {id: 'longer', duration: 7200, justification: null};
  await expect(roles.extend?.(grant, longer, on.call)).rejects.toMatchObject(elsewhere);
});

test('it cannot be asked for here', async () => {
  const {on, grant, roles, before} = await afterwards();
  await roles.deactivate(grant, 'end', on.call);
  const provider = {...roles, eligible: on.provider.eligible};
  await expect(ask(on, on.code(), {provider})).rejects.toMatchObject(elsewhere);
  unasked(on, before);
});

test('its policy is no setting’s', async () => {
  const {on, roles} = await afterwards();
  const eligibility = only(await all(on.provider.eligible(on.signal)));
  expect(await roles.policy(eligibility, on.signal)).toMatchObject({
    ...{maxDuration: 43_200, requires: {mfa: true, approval: false}},
  });
});

test('it opens the console of its Region, without a sign-in', async () => {
  const {on, grant, roles} = await afterwards();
  const link = await roles.console?.(grant, on.call);
  const {searchParams, origin} = new URL(link?.url.reveal() ?? '');
  expect(origin).toBe(on.cloud.origins.signin);
  expect(searchParams.get('Destination')).toBe('https://eu-west-1.console.aws.amazon.com/');
  expect(link?.endsAt).toBeNull();
});

test('a Region without a session is looked for where it is said to be', async () => {
  const asked: string[] = [];
  const endpointsOf = (region: string) => {
    asked.push(region);
    return {...awsEndpoints(region), signin: 'https://localhost:1'};
  };
  const {on, grant, roles} = await afterwards({endpointsOf});
  await expect(roles.console?.(grant, on.call)).rejects.toMatchObject({problem: {code: 'unreachable'}});
  expect(asked).toEqual(['eu-west-1']);
});
