import {afterEach, beforeEach} from 'vitest';
import type {Eligibility} from '../../../src/core/eligibility.ts';
import type {ActivationRequest, Intent} from '../../../src/core/intent.ts';
import type {AwsCredentials} from '../../../src/core/loan.ts';
import type {AccessProvider, Answer} from '../../../src/core/ports.ts';
import {Trouble} from '../../../src/core/problem.ts';
import type {AwsRoleSettings} from '../../../src/core/settings.ts';
import {hours} from '../../../src/core/time.ts';
import type {AwsAccess} from '../../../src/providers/aws/access.ts';
import type {Portal} from '../../../src/providers/aws/portal-port.ts';
import {createAwsRoles} from '../../../src/providers/aws-roles/index.ts';
import {FakeLoanBook} from '../../support/loan-book.ts';
import {credentials, Loopback, START} from './loopback.ts';

export const VIA = {session: 'corp', accountId: '111122223333', permissionSet: 'Operator'} as const;

export const ADMIN: AwsRoleSettings = {
  name: 'prod-admin',
  roleArn: 'arn:aws:iam::444455556666:role/team/ProdAdmin',
  via: VIA,
};

/** A provider over a loopback STS: real SDK client, a portal and a sign-in that remember what was asked of them. */
export interface Scene {
  readonly cloud: Loopback;
  readonly loans: FakeLoanBook;
  /** Credentials that the portal gave, by their number: ASIAVIA1, ASIAVIA2, ... */
  readonly lentBy: string[];
  readonly learnt: string[];
  readonly signal: AbortSignal;
  provider(...roles: readonly AwsRoleSettings[]): AccessProvider;
  /** The user's name that the sign-in knows of; `https://…` as long as it does not. */
  account: string;
  portalSays: Trouble | undefined;
}

export function scene(): () => Scene {
  let current: Scene | undefined;
  let cloud: Loopback | undefined;
  beforeEach(async () => {
    cloud = await new Loopback().start();
    current = sceneOver(cloud);
  });
  afterEach(async () => cloud?.stop());
  return () => {
    if (current === undefined) throw new Error('there is no scene outside a test');
    return current;
  };
}

function sceneOver(cloud: Loopback): Scene {
  const loans = new FakeLoanBook();
  const on: Scene = {
    ...{cloud, loans, lentBy: [], learnt: [], signal: new AbortController().signal},
    ...{account: 'ada@example.org', portalSays: undefined},
    provider: (...roles) => createAwsRoles({...parts, roles: roles.length === 0 ? [ADMIN] : roles}),
  };
  const {clock, server} = cloud;
  const parts = {access: accessOf(on), portal: portalOf(on), loans, profile: 'default', clock, server};
  return on;
}

function accessOf(on: Scene): AwsAccess {
  const session = on.cloud.session();
  return {
    sessions: [session],
    session: name => (name === session.name ? session : missing(name)),
    token: () => Promise.reject(new Error('the portal asks for tokens, not this kind')),
    clientParts: on.cloud.clientParts,
    actor: async () => ({...ACTOR, account: on.account}),
    learnUserName: async (_session, name) => void on.learnt.push(name),
  };
}

function missing(name: string): never {
  throw new Trouble({code: 'misconfigured', reason: `there is no session ${name}`});
}

function portalOf(on: Scene): Portal {
  return {
    accounts: () => {
      throw new Error('nobody needs a list of accounts for a role');
    },
    permissionSets: () => Promise.reject(new Error('nor of permission sets')),
    credentials: async (...place): Promise<AwsCredentials> => {
      if (on.portalSays !== undefined) throw on.portalSays;
      const [session, accountId, permissionSet] = place;
      on.lentBy.push(`${permissionSet}@${accountId} ${session}`);
      return credentials(on.cloud.clock.now() + hours(1), `ASIAVIA${on.lentBy.length}`);
    },
  };
}

const ACTOR = {profile: 'default', authority: 'https://d-1.awsapps.com/start', tenantId: 'd-1', oid: ''};

const PLAIN: ActivationRequest = {
  ...{duration: 3600, justification: 'incident 42', ticket: null, narrowerScope: null, startAt: null},
};

export async function theOne(provider: AccessProvider): Promise<Eligibility> {
  for await (const {items} of provider.eligible(new AbortController().signal)) {
    const [item] = items;
    if (item !== undefined && items.length === 1) return item;
  }
  throw new Error('one role was expected');
}

export async function intentFor(
  on: Scene,
  provider: AccessProvider,
  request: Partial<ActivationRequest> = {},
): Promise<Intent> {
  const {id: eligibilityId, kind, name, scope, condition, address} = await theOne(provider);
  return {
    ...{id: 'intent-1', eligibilityId, kind, name, scope, condition, address},
    request: {...PLAIN, ...request},
    actor: {...ACTOR, account: on.account},
    openedAt: on.cloud.clock.now(),
  };
}

export async function ask(
  on: Scene,
  provider: AccessProvider,
  request: Partial<ActivationRequest> = {},
): Promise<Answer> {
  return provider.activate(await intentFor(on, provider, request), {signal: on.signal});
}

export function grantIn(answer: Answer) {
  if (answer.type !== 'active') throw new Error(`it is ${JSON.stringify(answer)}`);
  return answer.grant;
}

export function problemIn(answer: Answer) {
  if (answer.type !== 'refused') throw new Error(`it is ${JSON.stringify(answer)}`);
  return answer.problem;
}

/** The one AssumeRole that was asked for. */
export function assumption(on: Scene): Readonly<Record<string, string>> {
  const [one, ...more] = on.cloud.asked('AssumeRole');
  if (one === undefined || more.length > 0) throw new Error(`${more.length} too many, or none`);
  return one.fields;
}

export {START};
