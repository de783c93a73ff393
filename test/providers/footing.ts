import {randomUUID} from 'node:crypto';
import type {Eligibility} from '../../src/core/eligibility.ts';
import type {Grant} from '../../src/core/grant.ts';
import type {ActivationRequest, Actor, Intent} from '../../src/core/intent.ts';
import type {Kind} from '../../src/core/kind.ts';
import type {AccessProvider, Answer, Call, Page} from '../../src/core/ports.ts';
import {type Problem, Trouble} from '../../src/core/problem.ts';
import type {Millis} from '../../src/core/time.ts';
import type {OriginName, PracticeCloud} from '../../src/sandbox/index.ts';
import type {SandboxAwsAccess} from '../support/aws-access.ts';
import type {HandClock} from '../support/clock.ts';
import type {FakeLoanBook} from '../support/loan-book.ts';
import {all, only} from './stage.ts';

/** A provider of any kind at the practice cloud, somebody signed in. */
export interface Footing {
  readonly cloud: PracticeCloud;
  readonly provider: AccessProvider;
  readonly clock: HandClock;
  readonly signal: AbortSignal;
  readonly call: Call;
  readonly actor: () => Promise<Actor>;
  /** Time goes by, at the cloud as here. */
  readonly later: (by: Millis) => Promise<void>;
}

/** How a kind keeps the rules that every kind keeps in its own way. */
export interface AnySubject {
  readonly kind: Kind;
  /** With one eligibility, or none at all. */
  readonly open: (fill: 'one' | 'none') => Promise<Footing>;
  /** What becomes of an activation. */
  readonly assignment: 'activated' | 'lent';
  /** The request that asks for access. */
  readonly write: {
    readonly origin: OriginName;
    readonly method: string;
    readonly path: RegExp;
    /** Where one path is for many things (STS). */
    readonly body?: RegExp | undefined;
  };
  /** Whom the list asks; `null`: it is in the settings. */
  readonly reads: OriginName | null;
  /**
   * What an answer that was cut leaves: a PIM request may have taken effect, and is read back. Asking AWS for credentials
   * leaves nothing behind (reference aws-jit 2, 3): nothing was lent, and that is sure.
   */
  readonly whenCut: 'lost' | 'refused';
  /** PIM ends nothing in its first five minutes (reference azure-pim 5); a loan is ours, and ends at once. */
  readonly endableAfter: Millis;
  /** Whether people may have to approve, and whether a start may lie ahead: PIM's own, AWS has neither. */
  readonly asksPeople: boolean;
}

/** One of the kinds that lend. */
export interface LendingSubject extends AnySubject {
  readonly open: (fill: 'one' | 'none') => Promise<LendingFooting>;
}

export interface LendingFooting extends Footing {
  readonly loans: FakeLoanBook;
  readonly access: Pick<SandboxAwsAccess, 'forget'>;
  readonly session: string;
}

const PLAIN: ActivationRequest = {
  ...{duration: 1800, justification: 'incident 42', ticket: null, narrowerScope: null, startAt: null},
};

export async function pagesOf({provider, clock, signal}: Footing): Promise<readonly Page<Eligibility>[]> {
  const pages: Page<Eligibility>[] = [];
  const read = async () => {
    for await (const page of provider.eligible(signal)) pages.push(page);
  };
  await clock.through(read());
  return pages;
}

/** What an activation is refused for. The port lets it answer so, or reject: both are definite. */
export async function refusalIn(activation: Promise<Answer>): Promise<Problem> {
  try {
    const answer = await activation;
    if (answer.type === 'refused') return answer.problem;
    throw new Error(`it is ${JSON.stringify(answer)}`);
  } catch (thrown) {
    if (thrown instanceof Trouble) return thrown.problem;
    throw thrown;
  }
}

export const listOf = ({provider, clock, signal}: Footing): Promise<readonly Eligibility[]> =>
  clock.through(all(provider.eligible(signal)));

export async function intentOn(on: Footing, request: Partial<ActivationRequest> = {}): Promise<Intent> {
  const {id: eligibilityId, kind, name, scope, condition, address} = only(await listOf(on));
  return {
    ...{id: randomUUID(), eligibilityId, kind, name, scope, condition, address},
    request: {...PLAIN, ...request},
    actor: await on.actor(),
    openedAt: on.cloud.clock.now(),
  };
}

/** Asks for the one role. The clock is not turned meanwhile: a second on, nothing waits for its turn. */
export async function askOn(on: Footing, request: Partial<ActivationRequest> = {}): Promise<Answer> {
  const intent = await intentOn(on, request);
  await on.later(1000);
  return on.provider.activate(intent, on.call);
}

export async function grantOn(on: Footing, request: Partial<ActivationRequest> = {}): Promise<Grant> {
  const answer = await askOn(on, request);
  if (answer.type !== 'active') throw new Error(`it is ${JSON.stringify(answer)}`);
  return answer.grant;
}

export const activeOn = ({provider, clock, signal}: Footing): Promise<readonly Grant[]> =>
  clock.through(all(provider.active(signal)));

/** Requests of the kind that ask for access, as the cloud saw them. */
export const writesOn = ({cloud}: Footing, {write}: AnySubject): readonly string[] =>
  cloud.log
    .filter(({origin, method}) => origin === write.origin && method === write.method)
    .filter(({body}) => write.body === undefined || write.body.test(body))
    .map(({path}) => path)
    .filter(path => write.path.test(path));
