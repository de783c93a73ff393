import type {Eligibility} from '../../src/core/eligibility.ts';
import type {Grant} from '../../src/core/grant.ts';
import type {Identity, SignInEvent} from '../../src/core/identity.ts';
import type {Intent} from '../../src/core/intent.ts';
import type {AwsCredentials} from '../../src/core/loan.ts';
import type {Answer, Call} from '../../src/core/ports.ts';
import {type Problem, Trouble} from '../../src/core/problem.ts';
import {Secret} from '../../src/core/secret.ts';
import type {Settings} from '../../src/core/settings.ts';
import {untrusted} from '../../src/core/untrusted.ts';
import {FakeLoanBook} from '../support/loan-book.ts';
import {FakeAuthority} from './fake-authority.ts';
import {eligibility, FakeProvider, grantOf, NOON} from './fake-provider.ts';
import {identity, type World, world} from './fakes.ts';

export const SECRET_KEY = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY=';
export const SESSION_TOKEN = 'IQoJb3JpZ2luX2VjEXAMPLE//////////wEaDmV1LXdlc3Qt+/==';

export const credentialsUntil = (expiresAt: number, accessKeyId = 'ASIAEXAMPLE'): AwsCredentials => ({
  accessKeyId,
  secretAccessKey: new Secret(SECRET_KEY),
  sessionToken: new Secret(SESSION_TOKEN),
  expiresAt,
});

export function permissionSet(name: string, account: string, more: Partial<Eligibility> = {}): Eligibility {
  return eligibility(name, account, {
    id: `aws-${name}-${account}`.toLowerCase().replaceAll(/[^a-z0-9-]/g, ''),
    kind: 'aws-permission-set',
    scope: {id: '111122223333', name: untrusted(account), type: 'account'},
    entitlement: 'standing',
    guarantee: {endedBy: 'local', overrunSeconds: 43_200},
    address: {session: 'corp', accountId: '111122223333', permissionSet: name},
    ...more,
  });
}

export function loanOf(role: Eligibility, more: Partial<Grant> = {}): Grant {
  return grantOf(role, {
    assignment: 'lent',
    credentialsEndAt: NOON + 3_600_000,
    guarantee: {endedBy: 'session', overrunSeconds: 0},
    ...more,
  });
}

/** Permission sets with a loan book: activating lends for as long as was asked, credentials last an hour. */
export class FakeAws extends FakeProvider {
  readonly calls: Call[] = [];
  lendTrouble: Problem | null = null;
  consoleEnds: number | null = NOON + 3_600_000;
  readonly #book: FakeLoanBook;

  constructor(book: FakeLoanBook, kind: 'aws-permission-set' | 'aws-role' = 'aws-permission-set') {
    super(kind);
    this.#book = book;
  }

  override active = async function* (this: FakeAws) {
    yield {items: [...this.#book.loans.values()].map(({grant}) => grant), complete: true};
  };

  override activate = async (intent: Intent, call?: Call): Promise<Answer> => {
    this.sent.push(intent);
    if (call !== undefined) this.calls.push(call);
    const role = this.eligibilities.find(({id}) => id === intent.eligibilityId);
    if (role === undefined) return {type: 'refused', state: 'failed', problem: {code: 'not-eligible'}};
    const open = [...this.#book.loans.values()].find(({grant}) => grant.eligibilityId === role.id)?.grant;
    if (open !== undefined) {
      const problem = {code: 'already-active', endsAt: open.endsAt, grantId: open.id} as const;
      return {type: 'refused', state: 'failed', problem};
    }
    const grant = loanOf(role, {requestId: intent.id, endsAt: NOON + intent.request.duration * 1000});
    await this.lendOut(grant, intent);
    return {type: 'active', receipt: {requestId: intent.id, intent}, grant};
  };

  override deactivate = async ({id}: Grant) => {
    if (!(await this.#book.end(id))) return {type: 'not-active'} as const;
    this.ended.push(id);
    return {type: 'ended'} as const;
  };

  lend = async ({id}: Grant): Promise<AwsCredentials> => {
    if (this.lendTrouble !== null) throw new Trouble(this.lendTrouble);
    const kept = await this.#book.credentials(id);
    if (kept === undefined) throw new Trouble({code: 'not-active', asked: id});
    return kept;
  };

  console = async () => ({
    url: new Secret('https://signin.aws.amazon.com/federation?Action=login&SigninToken=TOP-SECRET'),
    endsAt: this.consoleEnds,
  });

  async lendOut(grant: Grant, intent?: Intent, until = NOON + 3_600_000): Promise<void> {
    const actor = {profile: 'default', authority: 'oidc', tenantId: 'portal', oid: '', account: 'ada'};
    const loan = {grant, actor: intent?.actor ?? actor, intentId: intent?.id ?? 'intent-0'};
    await this.#book.begin(loan, credentialsUntil(until));
  }
}

/** One Identity Center. */
export class FakeAwsAuthority extends FakeAuthority {
  override readonly provider = 'aws' as never;
  readonly session: string;

  constructor(session: string, signedIn = true) {
    super();
    this.session = session;
    this.now = awsIdentity(session, {signedIn});
    this.story = () => awsStory(session);
  }

  override signOut = async () => {
    this.now = awsIdentity(this.session, {signedIn: false, expiresAt: null});
    return this.now;
  };
}

export const awsIdentity = (session: string, more: Partial<Identity> = {}): Identity =>
  identity({
    provider: 'aws',
    session,
    tenantId: `https://${session}.awsapps.com/start`,
    oid: null,
    cloud: 'aws',
    clientId: null,
    account: untrusted('ada'),
    ...more,
  });

export const awsStory = (session: string): readonly SignInEvent[] => [
  {
    type: 'device-code',
    provider: 'aws',
    session,
    userCode: untrusted('QWER-TZUI'),
    verificationUri: untrusted('https://device.sso.eu-west-1.amazonaws.com/'),
    expiresAt: NOON + 600_000,
  },
  {type: 'signed-in', provider: 'aws', identity: awsIdentity(session)},
];

export interface AwsWorld extends World {
  readonly aws: FakeAws;
  readonly role: Eligibility;
  readonly book: FakeLoanBook;
}

export const SETTINGS: Settings = {
  profiles: {
    default: {
      aws: {sessions: [{name: 'corp', startUrl: 'https://corp.awsapps.com/start', region: 'eu-west-1'}]},
    },
  },
};

/** An app with one permission set beside the Entra kinds, and the session it comes through. */
export function awsWorld(settings: Settings = SETTINGS): AwsWorld {
  const at = world(settings);
  const book = new FakeLoanBook();
  const aws = new FakeAws(book);
  const role = permissionSet('Operator', 'prod-data');
  aws.eligibilities = [role];
  aws.policyOf = () => ({
    maxDuration: 43_200,
    requires: {justification: true, ticket: false, approval: false, mfa: false, authContext: false},
    approvers: [],
  });
  const app = {
    ...at.app,
    loans: book,
    providers: [...at.app.providers, aws],
    authorities: [...at.app.authorities, new FakeAwsAuthority('corp')],
  };
  return {...at, app, aws, role, book};
}
