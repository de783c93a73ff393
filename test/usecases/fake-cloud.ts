import type {Eligibility} from '../../src/core/eligibility.ts';
import type {Grant} from '../../src/core/grant.ts';
import type {Identity, SignInEvent, StepUp} from '../../src/core/identity.ts';
import type {Actor, Intent, Receipt} from '../../src/core/intent.ts';
import type {AuthorityName, Kind} from '../../src/core/kind.ts';
import type {Policy} from '../../src/core/policy.ts';
import type {AccessProvider, Answer, Authority, Call, Ending, Page} from '../../src/core/ports.ts';
import {type Problem, Trouble} from '../../src/core/problem.ts';
import {untrusted} from '../../src/core/untrusted.ts';
import {ADA, NOON} from './samples.ts';

type Pages<T> = readonly (Page<T> | Error)[];

/** One page that is the whole list. */
export const all = <T>(...items: readonly T[]): Pages<T> => [{items, complete: true}];

export const troubled = (problem: Problem): Trouble => new Trouble(problem);

async function* told<T>(pages: Pages<T>): AsyncGenerator<Page<T>> {
  for (const page of pages) {
    if (page instanceof Error) throw page;
    yield page;
  }
}

/** Takes the next of what was laid out; the last one stays for all later calls. */
function next<T>(laid: T[], what: string): T {
  const first = laid.length > 1 ? laid.shift() : laid[0];
  if (first === undefined) throw new Error(`nobody laid out what ${what} answers`);
  return first;
}

type Told<R, A extends unknown[]> = ((...args: A) => R) | Error;

function say<R, A extends unknown[]>(answer: Told<R, A>, ...args: A): R {
  if (answer instanceof Error) throw answer;
  return answer(...args);
}

/** A cloud with memory: what was sent is kept, what it answers is laid out beforehand. */
export class FakeProvider implements AccessProvider {
  readonly kind: Kind;
  eligiblePages: Pages<Eligibility> = all();
  activePages: Pages<Grant> = all();
  openPages: Pages<Grant> = all();
  policies = new Map<string, Policy | Error>();
  narrowerPages: Pages<Eligibility['scope']> = all();
  answers: Told<Answer | Promise<Answer>, [Intent, Call]>[] = [];
  checks: Told<Answer, [Intent]>[] = [];
  finds: Told<Answer | 'never-arrived' | 'unknown', [Intent]>[] = [];
  endings: Told<Ending, [Grant]>[] = [];
  readonly sent: {readonly id: string; readonly claims: string | undefined}[] = [];
  /** The age up to which each reading of eligibilities would have been content with what was read before. */
  readonly ages: (number | undefined)[] = [];
  readonly ended: {readonly grant: string; readonly id: string}[] = [];
  readonly cancelled: string[] = [];
  readonly read: string[] = [];
  found = 0;

  constructor(kind: Kind = 'azure-resource') {
    this.kind = kind;
  }

  eligible(_signal: AbortSignal, maxAge?: number): AsyncIterable<Page<Eligibility>> {
    this.read.push('eligible');
    this.ages.push(maxAge);
    return told(this.eligiblePages);
  }

  active(): AsyncIterable<Page<Grant>> {
    this.read.push('active');
    return told(this.activePages);
  }

  open(): AsyncIterable<Page<Grant>> {
    this.read.push('open');
    return told(this.openPages);
  }

  async policy({id}: Eligibility): Promise<Policy> {
    this.read.push(`policy ${id}`);
    const policy = this.policies.get(id);
    if (policy === undefined) throw new Error(`nobody laid out the policy of ${id}`);
    if (policy instanceof Error) throw policy;
    return policy;
  }

  narrower(): AsyncIterable<Page<Eligibility['scope']>> {
    return told(this.narrowerPages);
  }

  async plan(intent: Intent) {
    return [{method: 'PUT', url: `https://cloud.example/${intent.id}`, body: {}}];
  }

  async activate(intent: Intent, call: Call): Promise<Answer> {
    this.sent.push({id: intent.id, claims: call.claims});
    return say(next(this.answers, 'activate'), intent, call);
  }

  async check({intent}: Receipt): Promise<Answer> {
    return say(next(this.checks, 'check'), intent);
  }

  async find(intent: Intent): Promise<Answer | 'never-arrived' | 'unknown'> {
    this.found += 1;
    return say(next(this.finds, 'find'), intent);
  }

  async deactivate(grant: Grant, id: string): Promise<Ending> {
    this.ended.push({grant: grant.id, id});
    return say(next(this.endings, 'deactivate'), grant);
  }

  async cancel(request: Grant): Promise<Ending> {
    this.cancelled.push(request.requestId ?? request.id);
    return say(next(this.endings, 'cancel'), request);
  }
}

export class FakeAuthority implements Authority {
  readonly provider: AuthorityName;
  readonly session: string | undefined;
  who: Actor | Error = ADA;
  /** What a step-up or a sign-in throws at its end. */
  refusal: Error | undefined;
  readonly steppedUp: StepUp[] = [];
  /** The most people were asked for at the same time. */
  askedAtOnce = 0;
  #asking = 0;
  actorsAsked = 0;
  #signedIn = true;

  /** One for an AWS session where a session is named. */
  constructor(session?: string) {
    this.provider = session === undefined ? 'entra' : 'aws';
    this.session = session;
  }

  async identity(): Promise<Identity> {
    const {account, tenantId, oid} = ADA;
    const {provider, session} = this;
    const tokenStore = {level: 'memory', path: null, protection: 'in memory only'} as const;
    const known = {provider, session, clientId: 'client', expiresAt: null, tokenStore};
    const signedIn = this.#signedIn;
    if (provider === 'aws')
      return {...known, cloud: 'aws', account: null, tenantId: null, oid: null, signedIn};
    return {...known, cloud: 'public', account: untrusted(account), tenantId, oid, signedIn};
  }

  async actor(): Promise<Actor> {
    this.actorsAsked += 1;
    if (this.who instanceof Error) throw this.who;
    return this.who;
  }

  async *signIn(): AsyncGenerator<SignInEvent> {
    yield this.#code();
    if (this.refusal !== undefined) throw this.refusal;
    yield {type: 'signed-in', provider: this.provider, identity: await this.identity()};
  }

  async *stepUp(challenge: StepUp): AsyncGenerator<SignInEvent> {
    this.steppedUp.push(challenge);
    this.#asking += 1;
    this.askedAtOnce = Math.max(this.askedAtOnce, this.#asking);
    yield this.#code();
    this.#asking -= 1;
    if (this.refusal !== undefined) throw this.refusal;
  }

  async signOut(): Promise<Identity> {
    this.#signedIn = false;
    return this.identity();
  }

  #code(): SignInEvent {
    const [userCode, verificationUri] = [untrusted('ABCD'), untrusted('https://login.example/device')];
    const expiresAt = NOON + 900_000;
    return {type: 'device-code', provider: this.provider, userCode, verificationUri, expiresAt};
  }
}
