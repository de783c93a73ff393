import {randomUUID} from 'node:crypto';
import type {Eligibility} from '../../src/core/eligibility.ts';
import type {Grant} from '../../src/core/grant.ts';
import type {ActivationRequest, Intent} from '../../src/core/intent.ts';
import type {Kind} from '../../src/core/kind.ts';
import type {AccessProvider, Answer, Call, Clock, Page, ServerTime} from '../../src/core/ports.ts';
import {exact} from '../../src/core/untrusted.ts';
import type {EntraAccess} from '../../src/providers/entra/access.ts';
import {type PracticeCloud, type PracticeCloudOptions, startPracticeCloud} from '../../src/sandbox/index.ts';
import type {EligiblePlace, Organisation} from '../../src/sandbox/organisation.ts';
import {HandClock} from '../support/clock.ts';
import {type SandboxAccess, sandboxAccess, sandboxTime} from '../support/sandbox-access.ts';

/** One of the three kinds, and a place of it that tests fill as they like. */
export interface Subject {
  readonly kind: Extract<Kind, 'azure-resource' | 'entra-role' | 'entra-group'>;
  readonly make: (access: EntraAccess, clock: Clock, server: ServerTime) => AccessProvider;
  readonly role: string;
  readonly scope: string;
  readonly origin: 'arm' | 'graph';
  /** Method and path of the request that asks for a role. */
  readonly write: {readonly method: string; readonly path: RegExp};
}

/** The wish of one test: the subject's place with these properties. */
export type Wish = Omit<EligiblePlace, 'kind' | 'role' | 'scope'>;

export interface Stage {
  readonly subject: Subject;
  readonly cloud: PracticeCloud;
  readonly access: SandboxAccess;
  readonly provider: AccessProvider;
  readonly clock: HandClock;
  readonly call: Call;
  readonly signal: AbortSignal;
}

export const START = Date.UTC(2026, 10, 22, 12);

let opened: PracticeCloud[] = [];

/** For `afterEach`. */
export async function closeStages(): Promise<void> {
  await Promise.all(opened.map(cloud => cloud.stop()));
  opened = [];
}

/** An empty cloud with the subject's one eligibility (none when `wish` is null), its clock turned by hand. */
export async function stage(
  subject: Subject,
  wish: Wish | null = {},
  options: PracticeCloudOptions = {},
): Promise<Stage> {
  const cloud = await startPracticeCloud({scenario: 'empty', ticking: false, startAt: START, ...options});
  opened.push(cloud);
  if (wish !== null) add(cloud.organisation, subject, wish);
  const access = sandboxAccess(cloud);
  const clock = new HandClock(START);
  const {signal} = new AbortController();
  const provider = subject.make(access, clock, sandboxTime(cloud));
  return {subject, cloud, access, provider, clock, signal, call: {signal}};
}

export function add(organisation: Organisation, {kind, role, scope}: Subject, wish: Wish = {}): Organisation {
  return organisation.eligible({kind, role, scope, ...wish});
}

export async function all<T>(pages: AsyncIterable<Page<T>>): Promise<readonly T[]> {
  const items: T[] = [];
  for await (const page of pages) items.push(...page.items);
  return items;
}

export const eligible = ({provider, signal}: Stage) => all(provider.eligible(signal));
export const active = ({provider, signal}: Stage) => all(provider.active(signal));
export const open = ({provider, signal}: Stage) => all(provider.open(signal));

export async function theOne(stage: Stage): Promise<Eligibility> {
  return only(await eligible(stage));
}

export function only<T>(items: readonly T[]): T {
  const [item] = items;
  if (item === undefined || items.length !== 1) throw new Error(`one item was expected, not ${items.length}`);
  return item;
}

const PLAIN: ActivationRequest = {
  duration: 3600,
  justification: 'incident 42',
  ticket: null,
  narrowerScope: null,
  startAt: null,
};

export async function intentFor(
  {access, cloud, signal}: {readonly access: EntraAccess} & Pick<Stage, 'cloud' | 'signal'>,
  eligibility: Eligibility,
  request: Partial<ActivationRequest> = {},
): Promise<Intent> {
  const {id: eligibilityId, kind, name, scope, condition, address} = eligibility;
  return {
    ...{id: randomUUID(), eligibilityId, kind, name, scope, condition, address},
    request: {...PLAIN, ...request},
    actor: await access.actor(signal),
    openedAt: cloud.clock.now(),
  };
}

/** Asks for the subject's one role. */
export async function ask(stage: Stage, request: Partial<ActivationRequest> = {}): Promise<Answer> {
  const intent = await intentFor(stage, await theOne(stage), request);
  return stage.provider.activate(intent, stage.call);
}

/** The grant of an activation that went through at once. */
export async function activated(stage: Stage): Promise<Grant> {
  const answer = await ask(stage);
  if (answer.type !== 'active') throw new Error(`it is ${JSON.stringify(answer)}`);
  return answer.grant;
}

/** What the cloud was asked by this kind's provider: `METHOD path`, sign-in left out. */
export const asked = ({cloud, subject}: Stage): readonly string[] =>
  cloud.log.filter(({origin}) => origin === subject.origin).map(({method, path}) => `${method} ${path}`);

export function writes({cloud, subject}: Stage): readonly Record<string, unknown>[] {
  const sent = cloud.log.filter(
    ({origin, method, path}) =>
      origin === subject.origin && method === subject.write.method && subject.write.path.test(path),
  );
  return sent.map(({body}) => JSON.parse(body));
}

export const labels = (items: readonly {name: Eligibility['name']; scope: Eligibility['scope']}[]) =>
  items.map(({name, scope}) => `${exact(name)}@${exact(scope.name)}`);
