import type {Eligibility} from '../../src/core/eligibility.ts';
import type {Grant} from '../../src/core/grant.ts';
import {permissionSetGuarantee} from '../../src/core/guarantee.ts';
import {grantId} from '../../src/core/id.ts';
import type {Intent, Receipt} from '../../src/core/intent.ts';
import type {Kind} from '../../src/core/kind.ts';
import type {AwsCredentials} from '../../src/core/loan.ts';
import type {AccessProvider, Answer, Call, Clock, ConsoleLink, Ending, Page} from '../../src/core/ports.ts';
import {type Problem, Trouble} from '../../src/core/problem.ts';
import {Secret} from '../../src/core/secret.ts';
import {untrusted} from '../../src/core/untrusted.ts';
import type {FakeLoanBook} from '../support/loan-book.ts';
import {policy} from './samples.ts';

/** A kind of AWS with memory: its loans are those of the book, its credentials live an hour. */
export class FakeAwsProvider implements AccessProvider {
  readonly kind: Kind;
  readonly #loans: FakeLoanBook;
  readonly #clock: Clock;
  eligiblePages: readonly (Page<Eligibility> | Error)[] = [{items: [], complete: true}];
  /** How long credentials live, ms. */
  session = 3_600_000;
  /** What `arrived` says each time it is asked; the last one stays. */
  arrivals: (boolean | Error)[] = [true];
  /** Why nothing is lent. */
  refusal: Problem | undefined;
  asked = 0;
  /** Sets of credentials that were made. */
  sets = 0;
  readonly sent: {readonly intent: Intent; readonly mfaCode: Secret | undefined}[] = [];

  constructor(kind: Kind, loans: FakeLoanBook, clock: Clock) {
    this.kind = kind;
    this.#loans = loans;
    this.#clock = clock;
  }

  async *eligible(): AsyncGenerator<Page<Eligibility>> {
    for (const page of this.eligiblePages) {
      if (page instanceof Error) throw page;
      yield page;
    }
  }

  async *active(): AsyncGenerator<Page<Grant>> {
    yield {items: (await this.#open()).map(({grant}) => grant), complete: true};
  }

  async *open(): AsyncGenerator<Page<Grant>> {
    yield {items: [], complete: true};
  }

  async policy() {
    return policy({maxDuration: this.kind === 'aws-role' ? 3600 : 43_200}, {justification: true});
  }

  async plan(intent: Intent) {
    return [{method: 'GET', url: `https://portal.example/${intent.id}`, body: null}];
  }

  async activate(intent: Intent, {mfaCode}: Call): Promise<Answer> {
    this.sent.push({intent, mfaCode});
    const open = (await this.#open()).find(({grant}) => grant.eligibilityId === intent.eligibilityId);
    const running = {code: 'already-active', endsAt: open?.grant.endsAt ?? null} as const;
    const problem = open === undefined ? this.refusal : {...running, grantId: open.grant.id};
    if (problem !== undefined) return {type: 'refused', state: 'failed', problem};
    const credentials = this.#made();
    const grant = this.#grantOf(intent, credentials);
    await this.#loans.begin({grant, actor: intent.actor, intentId: intent.id}, credentials);
    return this.#answer(intent, grant);
  }

  async check({intent}: Receipt): Promise<Answer> {
    throw new Error(`a loan is there at once: ${intent.id}`);
  }

  async find(intent: Intent): Promise<Answer | 'never-arrived'> {
    const found = (await this.#open()).find(({intentId}) => intentId === intent.id);
    return found === undefined ? 'never-arrived' : this.#answer(intent, found.grant);
  }

  async deactivate({id}: Grant): Promise<Ending> {
    return {type: (await this.#loans.end(id)) ? 'ended' : 'not-active'};
  }

  async cancel(): Promise<Ending> {
    return {type: 'not-active'};
  }

  async arrived(): Promise<boolean> {
    this.asked += 1;
    const answer = this.arrivals.length > 1 ? this.arrivals.shift() : this.arrivals[0];
    if (answer instanceof Error) throw answer;
    return answer ?? false;
  }

  async lend(loan: Grant): Promise<AwsCredentials> {
    if (!(await this.#open()).some(({grant}) => grant.id === loan.id))
      throw new Trouble({code: 'not-active', asked: loan.id});
    const kept = await this.#loans.credentials(loan.id);
    if (kept !== undefined && kept.expiresAt - this.#clock.now() >= 300_000) return kept;
    const made = this.#made();
    await this.#loans.renew(loan.id, made);
    return made;
  }

  async console(loan: Grant): Promise<ConsoleLink> {
    return {url: new Secret('https://signin.example/federation'), endsAt: loan.endsAt};
  }

  #open() {
    return this.#loans.open(this.#clock.now());
  }

  #made(): AwsCredentials {
    this.sets += 1;
    const accessKeyId = `ASIA${this.sets}`;
    const [secretAccessKey, sessionToken] = [new Secret('key'), new Secret('token')];
    return {accessKeyId, secretAccessKey, sessionToken, expiresAt: this.#clock.now() + this.session};
  }

  #grantOf({id, eligibilityId, kind, name, scope, address, request}: Intent, lent: AwsCredentials): Grant {
    const startsAt = this.#clock.now();
    return {
      ...{eligibilityId, kind, name, scope, address, startsAt},
      id: grantId(eligibilityId, startsAt),
      state: 'active',
      assignment: 'lent',
      endsAt: startsAt + request.duration * 1000,
      credentialsEndAt: lent.expiresAt,
      guarantee: permissionSetGuarantee(3600),
      requestId: id,
      justification: request.justification === null ? null : untrusted(request.justification),
    };
  }

  #answer(intent: Intent, grant: Grant): Answer {
    return {type: 'active', receipt: {requestId: intent.id, intent}, grant};
  }
}
