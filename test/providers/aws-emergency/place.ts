import {randomUUID} from 'node:crypto';
import {Agent} from 'node:https';
import type {UserRoleRung} from '../../../src/core/ladder.ts';
import type {AccessProvider, Answer, Authority, Call, Clock, Network} from '../../../src/core/ports.ts';
import {Secret} from '../../../src/core/secret.ts';
import {
  createUserRole,
  createUserSessions,
  type UserRoleParts,
} from '../../../src/providers/aws-emergency/index.ts';
import type {RoleWish} from '../../../src/sandbox/aws/wishes.ts';
import {type PracticeCloud, startPracticeCloud} from '../../../src/sandbox/index.ts';
import {HandClock} from '../../support/clock.ts';
import {FakeLoanBook} from '../../support/loan-book.ts';
import {sandboxTime} from '../../support/sandbox-access.ts';
import {only} from '../stage.ts';

export const START = Date.UTC(2026, 10, 22, 12);
export const ACCOUNT = '999988887777';
export const SERIAL = `arn:aws:iam::${ACCOUNT}:mfa/emergency-1`;
export const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/break-glass-admin`;
const USER_ARN = `arn:aws:iam::${ACCOUNT}:user/emergency-1`;

export const RUNG: UserRoleRung = {
  ...{name: 'emergency-admin', kind: 'aws-role', roleArn: ROLE_ARN, user: 'emergency-1'},
  ...{mfaSerial: SERIAL, region: 'eu-west-1'},
};

/** A provider for an emergency user's role at the practice cloud, with the real SDK. */
export interface UserPlace {
  readonly cloud: PracticeCloud;
  readonly clock: HandClock;
  readonly loans: FakeLoanBook;
  readonly provider: AccessProvider;
  readonly authority: Authority;
  readonly signal: AbortSignal;
  readonly call: Call;
  readonly parts: UserRoleParts;
  /** Another rung of the same process. */
  another(change: Partial<UserRoleParts>): {readonly provider: AccessProvider; readonly authority: Authority};
  /** What the device shows now. */
  code(): {readonly mfaCode: Secret};
}

let opened: PracticeCloud[] = [];

/** For `afterEach`. */
export async function closeUserPlaces(): Promise<void> {
  await Promise.all(opened.map(cloud => cloud.stop()));
  opened = [];
}

export interface UserPlaceOptions {
  readonly rung?: Partial<UserRoleRung> | undefined;
  readonly wish?: Partial<RoleWish> | undefined;
}

export async function userPlace({rung = {}, wish = {}}: UserPlaceOptions = {}): Promise<UserPlace> {
  const cloud = await startPracticeCloud({scenario: 'empty', ticking: false, startAt: START});
  opened.push(cloud);
  const {aws} = cloud.organisation;
  aws.iamUser({name: 'emergency-1', account: ACCOUNT, mfaSerial: SERIAL});
  aws.role({arn: ROLE_ARN, ...wish, trust: {principals: [USER_ARN], mfa: true, ...wish.trust}});
  const clock = new HandClock(START, by => cloud.clock.advance(by));
  const loans = new FakeLoanBook();
  const parts = partsOf(cloud, clock, loans, {...RUNG, ...rung});
  const {signal} = new AbortController();
  return {
    ...{cloud, clock, loans, signal, parts, call: {signal}, ...createUserRole(parts)},
    another: change => createUserRole({...parts, ...change}),
    code: () => ({mfaCode: new Secret(cloud.mfaCode(SERIAL))}),
  };
}

function partsOf(
  cloud: PracticeCloud,
  clock: HandClock,
  loans: FakeLoanBook,
  rung: UserRoleRung,
): UserRoleParts {
  const {oidc, portal, sts, signin} = cloud.origins;
  return {
    ...{rung, loans, profile: 'default', sessions: createUserSessions(), server: sandboxTime(cloud)},
    clock: signing(clock),
    endpoints: {oidc, portal, sts, signin},
    network: networkTo(cloud),
    key: keyOf(cloud),
  };
}

/** The SDK signs by the machine's own wall clock, whatever a test's says. */
const signing = (clock: HandClock): Clock => ({
  now: () => Date.now(),
  monotonic: () => clock.monotonic(),
  sleep: (length, signal) => clock.sleep(length, signal),
});

export const networkTo = ({ca}: PracticeCloud): Network => {
  const agent = new Agent({ca, keepAlive: true});
  return {agentFor: () => agent, sawDate: () => undefined};
};

export function keyOf({organisation}: PracticeCloud) {
  const {accessKeyId, secretAccessKey} = only(organisation.aws.iamUsers);
  return {accessKeyId, secretAccessKey: new Secret(secretAccessKey)};
}

interface Wanted {
  readonly duration?: number;
  readonly justification?: string;
  readonly provider?: AccessProvider;
}

export async function ask(on: UserPlace, more: Partial<Call> = {}, wanted: Wanted = {}): Promise<Answer> {
  const {provider = on.provider, duration = 3600, justification = 'INC1: disk full'} = wanted;
  const pages = [];
  for await (const {items} of provider.eligible(on.signal)) pages.push(...items);
  const {id: eligibilityId, kind, name, scope, condition, address} = only(pages);
  const ticket = {number: 'INC1', system: null};
  const request = {duration, justification, ticket, narrowerScope: null, startAt: null};
  const actor = {...{profile: 'default', authority: '', tenantId: ACCOUNT, oid: ''}, account: 'emergency-1'};
  const intent = {id: randomUUID(), eligibilityId, kind, name, scope, condition, address, request, actor};
  return provider.activate({...intent, openedAt: START}, {...on.call, ...more});
}

/** The actions that STS was asked for, in order. */
export const askedOf = ({cloud}: UserPlace): readonly string[] =>
  cloud.log.map(({origin, body}) =>
    origin === 'sts' ? (new URLSearchParams(body).get('Action') ?? '') : origin,
  );
