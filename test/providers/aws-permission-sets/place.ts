import type {Eligibility} from '../../../src/core/eligibility.ts';
import type {AccessProvider, AccountBook, KeptAccount, Page} from '../../../src/core/ports.ts';
import type {GroupLink} from '../../../src/core/settings.ts';
import {createPortal} from '../../../src/providers/aws/portal.ts';
import type {Portal} from '../../../src/providers/aws/portal-port.ts';
import {
  createAwsPermissionSets,
  type PermissionSetParts,
} from '../../../src/providers/aws-permission-sets/index.ts';
import {
  type PracticeCloud,
  type PracticeCloudOptions,
  startPracticeCloud,
} from '../../../src/sandbox/index.ts';
import {
  type SandboxAwsAccess,
  type SandboxAwsAccessOptions,
  sandboxAwsAccess,
} from '../../support/aws-access.ts';
import {HandClock} from '../../support/clock.ts';
import {FakeLoanBook} from '../../support/loan-book.ts';
import {sandboxTime} from '../../support/sandbox-access.ts';

export const START = Date.UTC(2026, 10, 22, 12);

export class FakeAccountBook implements AccountBook {
  readonly kept = new Map<string, Map<string, KeptAccount>>();

  /** What every call fails with. */
  broken: Error | undefined;

  async read(session: string): Promise<ReadonlyMap<string, KeptAccount>> {
    if (this.broken !== undefined) throw this.broken;
    return new Map(this.kept.get(session));
  }

  async keep(session: string, account: KeptAccount): Promise<void> {
    if (this.broken !== undefined) throw this.broken;
    const accounts = this.kept.get(session) ?? new Map<string, KeptAccount>();
    this.kept.set(session, accounts.set(account.accountId, account));
  }
}

export interface AwsPlace {
  readonly cloud: PracticeCloud;
  readonly access: SandboxAwsAccess;
  readonly portal: Portal;
  readonly provider: AccessProvider;
  readonly loans: FakeLoanBook;
  readonly accounts: FakeAccountBook;
  /** Turning it turns the practice cloud's as well. */
  readonly clock: HandClock;
  readonly signal: AbortSignal;
}

export interface AwsPlaceOptions extends SandboxAwsAccessOptions {
  readonly cloud?: PracticeCloudOptions | undefined;
  /** Fills the practice cloud before anything is made from it. */
  readonly fill?: ((cloud: PracticeCloud) => void) | undefined;
  readonly links?: readonly GroupLink[] | undefined;
  /** Which provider; default: permission sets. */
  readonly make?: ((parts: PermissionSetParts) => AccessProvider) | undefined;
  /** After each turn of the clocks. */
  readonly turned?: ((cloud: PracticeCloud) => void) | undefined;
}

let opened: PracticeCloud[] = [];

/** For `afterEach`. */
export async function closePlaces(): Promise<void> {
  await Promise.all(opened.map(cloud => cloud.stop()));
  opened = [];
}

export async function awsPlace({
  cloud: wish,
  fill,
  turned,
  links = [],
  make = createAwsPermissionSets,
  ...who
}: AwsPlaceOptions = {}): Promise<AwsPlace> {
  const cloud = await startPracticeCloud({scenario: 'empty', ticking: false, startAt: START, ...wish});
  opened.push(cloud);
  fill?.(cloud);
  const access = sandboxAwsAccess(cloud, who);
  const clock = new HandClock(START, by => {
    cloud.clock.advance(by);
    turned?.(cloud);
  });
  const portal = createPortal(access, clock, {random: scattered()});
  const [loans, accounts] = [new FakeLoanBook(), new FakeAccountBook()];
  const server = sandboxTime(cloud);
  const made: PermissionSetParts = {
    access,
    portal,
    loans,
    accounts,
    links,
    clock,
    server,
    profile: 'default',
  };
  const provider = make(made);
  const {signal} = new AbortController();
  return {...{cloud, access, portal, provider, loans, accounts}, clock, signal};
}

/** The same numbers in every run, spread from 0 to 1. */
function scattered(): () => number {
  let at = 0;
  return () => {
    at = (at + 0.618_033_988_75) % 1;
    return at;
  };
}

export const pathsOf = ({cloud}: AwsPlace, part: string): readonly string[] =>
  cloud.log
    .filter(({origin, path}) => origin === 'portal' && path.includes(part))
    .map(({method, path}) => `${method} ${path}`);

export interface Told {
  readonly pages: readonly Page<Eligibility>[];
  readonly items: readonly Eligibility[];
  readonly gaps: readonly unknown[];
  /** What ended the list before its time. */
  readonly thrown: unknown;
}

/** Everything that a list told, also when it broke off. */
export async function toldBy(list: AsyncIterable<Page<Eligibility>>): Promise<Told> {
  const pages: Page<Eligibility>[] = [];
  const thrown = await gather(list, pages);
  const [items, gaps] = [pages.flatMap(page => page.items), pages.flatMap(page => page.gaps ?? [])];
  return {pages, items, gaps, thrown};
}

async function gather(list: AsyncIterable<Page<Eligibility>>, into: Page<Eligibility>[]): Promise<unknown> {
  try {
    for await (const page of list) into.push(page);
    return undefined;
  } catch (thrown) {
    return thrown;
  }
}
