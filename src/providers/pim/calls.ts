import type {HttpClient} from '@azure/core-rest-pipeline';
import type {Call, Page} from '../../core/ports.ts';
import {type Problem, problemOf, Trouble} from '../../core/problem.ts';
import {patient} from '../entra/patience.ts';
import {isLost, readRefusal} from '../entra/refusals.ts';
import {consentScopes} from './consent.ts';
import {type Reach, type Witness, within, witness} from './reach.ts';

/** What became of a write. `refused` is the cloud's definite no, with its own code (`RoleAssignmentExists`). */
export type Sent<T> =
  | {readonly type: 'answered'; readonly value: T}
  | {readonly type: 'refused'; readonly wireCode: string | undefined; readonly problem: Problem}
  | {readonly type: 'lost'; readonly problem: Problem};

/** The stack for one call: watched, patient with reads, and bound to the cloud's own origin. */
export function stackFor({access, audience, what, clock}: Reach, signal: AbortSignal): Witness {
  const origin = audience === 'arm' ? access.endpoints.armEndpoint : access.endpoints.graphEndpoint;
  return witness(patient({clock, signal}, within(origin, what, access.http)));
}

/** A read: its value, or `Trouble`. */
export async function read<T>(
  reach: Reach,
  signal: AbortSignal,
  work: (http: HttpClient) => Promise<T>,
): Promise<T> {
  const http = stackFor(reach, signal);
  try {
    return await work(http);
  } catch (thrown) {
    throw asTrouble(reach, http, thrown);
  }
}

/** A read page by page. */
export async function* readPages<T>(
  reach: Reach,
  signal: AbortSignal,
  work: (http: HttpClient) => AsyncIterable<Page<T>>,
): AsyncGenerator<Page<T>> {
  const http = stackFor(reach, signal);
  try {
    yield* work(http);
  } catch (thrown) {
    throw asTrouble(reach, http, thrown);
  }
}

/** A write, sent once. Rejects only where nothing was sent. */
export async function send<T>(
  reach: Reach,
  {signal}: Call,
  work: (http: HttpClient) => Promise<T>,
): Promise<Sent<T>> {
  const http = stackFor(reach, signal);
  try {
    return {type: 'answered', value: await work(http)};
  } catch (thrown) {
    const problem = problemIn(reach, http, thrown);
    if (isOpen(http)) return {type: 'lost', problem};
    const seen = http.seen();
    if (seen === undefined || 'failure' in seen) throw asTrouble(reach, http, thrown);
    return {type: 'refused', wireCode: wireCodeOf(seen.answer.bodyAsText), problem};
  }
}

/** The service's own 404, in its own words: a proxy's page with that status says nothing about the request. */
export const isNotFound = (thrown: unknown): boolean =>
  thrown instanceof Error &&
  'statusCode' in thrown &&
  thrown.statusCode === 404 &&
  'code' in thrown &&
  typeof thrown.code === 'string' &&
  thrown.code !== '';

/** Whether what the stack saw leaves open if the request took effect. */
function isOpen(http: Witness): boolean {
  const seen = http.seen();
  if (seen === undefined) return false;
  return isLost('failure' in seen ? seen.failure : thrownBy(seen.answer));
}

interface Answered {
  readonly status: number;
  readonly bodyAsText?: string | null | undefined;
  readonly headers: unknown;
}

const thrownBy = ({status, bodyAsText, headers}: Answered) => ({
  statusCode: status,
  body: bodyAsText ?? '',
  headers,
});

function asTrouble(reach: Reach, http: Witness, thrown: unknown): unknown {
  const problem = problemIn(reach, http, thrown);
  if (problem.code === 'bug' || problem.code === 'cancelled') return rootOf(http, thrown);
  return new Trouble(problem, thrown);
}

/** What the wire showed counts more than what an SDK made of it; a `Trouble` of our own counts most. */
function problemIn(reach: Reach, http: Witness, thrown: unknown): Problem {
  const root = rootOf(http, thrown);
  const own = root instanceof Trouble ? root.problem : undefined;
  return inThisKind(reach, own ?? problemSeen(http, root, reach.what) ?? problemOf(root));
}

/** Graph's client puts an error of its own around whatever fails below it. */
function rootOf(http: Witness, thrown: unknown): unknown {
  const seen = http.seen();
  if (thrown instanceof Trouble || seen === undefined || 'answer' in seen) return thrown;
  return seen.failure;
}

function problemSeen(http: Witness, root: unknown, what: string): Problem | undefined {
  const seen = http.seen();
  if (seen === undefined || isOurBug(root)) return undefined;
  return readRefusal('answer' in seen ? thrownBy(seen.answer) : root, what);
}

/** No cloud's answer makes an SDK throw these; they come from code that is wrong. */
const isOurBug = (thrown: unknown): boolean =>
  thrown instanceof TypeError || thrown instanceof ReferenceError || thrown instanceof RangeError;

/** Says who it comes from; a missing consent is named by the scopes that this kind needs (reference azure-pim 1.3). */
function inThisKind({kind}: Reach, problem: Problem): Problem {
  const own = {...problem, provider: problem.provider ?? kind};
  return own.code === 'consent-missing' ? {...own, scopes: consentScopes(kind)} : own;
}

function wireCodeOf(body: string | null | undefined): string | undefined {
  try {
    const {error} = JSON.parse(body ?? '') as {readonly error?: {readonly code?: unknown}};
    return typeof error?.code === 'string' ? error.code : undefined;
  } catch {
    return undefined;
  }
}
