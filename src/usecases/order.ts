import {LONGEST_CHAINED} from '../core/aws.ts';
import {showDuration} from '../core/duration.ts';
import type {Eligibility} from '../core/eligibility.ts';
import {chooseDuration, defaultDuration, misfit, PIM_LEAST} from '../core/fit.ts';
import type {ActivationRequest, Ticket} from '../core/intent.ts';
import {authorityOf, type Kind} from '../core/kind.ts';
import type {Policy} from '../core/policy.ts';
import {type Problem, Trouble} from '../core/problem.ts';
import {type Instant, minutes, type Seconds, showInstant} from '../core/time.ts';
import {exact} from '../core/untrusted.ts';
import type {App} from './app.ts';
import {linkOf} from './group-link.ts';
import {narrowed} from './narrower-scope.ts';
import {policyOf} from './policy-of.ts';
import type {ActivationOrder} from './story.ts';
import {about, sourceProblem} from './trouble.ts';

/** What a person asked for, the same for every role of the batch. */
export interface Wanted {
  /** `null`: the default of the settings, shortened to what the role allows. */
  readonly duration: Seconds | null;
  readonly justification: string | null;
  readonly ticket: Ticket | null;
  readonly narrowerScope: string | null;
  readonly startAt: Instant | null;
}

export interface PreparedOrder extends ActivationOrder {
  /** The default duration, when it was longer than the role allows. */
  readonly shortenedFrom: Seconds | null;
}

/** Something is known to be wrong before anything is sent. */
export interface RefusedOrder {
  readonly eligibility: Eligibility;
  readonly problem: Problem;
}

export const isRefusedOrder = (order: PreparedOrder | RefusedOrder): order is RefusedOrder =>
  'problem' in order;

/** Clocks differ a little; a start this far back is read as "now". */
const GRACE = minutes(1);

/** Reads the policies at once and fits the wish to each. One answer per eligibility, in their order. Rejects never. */
export function prepareOrders(
  app: App,
  eligibilities: readonly Eligibility[],
  wanted: Wanted,
  signal: AbortSignal,
): Promise<readonly (PreparedOrder | RefusedOrder)[]> {
  return Promise.all(eligibilities.map(eligibility => prepare(app, eligibility, wanted, signal)));
}

async function prepare(
  app: App,
  eligibility: Eligibility,
  wanted: Wanted,
  signal: AbortSignal,
): Promise<PreparedOrder | RefusedOrder> {
  try {
    const startAt = startOf(wanted.startAt, app.server.now());
    if (startAt !== null) refuseLater(eligibility);
    const narrowerScope = await narrowed(app, eligibility, wanted.narrowerScope, signal);
    const policy = await policyOf(app, eligibility, signal);
    return fitted(app, eligibility, policy, {...wanted, startAt, narrowerScope});
  } catch (thrown) {
    const problem =
      thrown instanceof Trouble && !signal.aborted
        ? thrown.problem
        : sourceProblem(thrown, eligibility.kind, signal);
    return {eligibility, problem: about(problem, eligibility)};
  }
}

function fitted(
  app: App,
  eligibility: Eligibility,
  policy: Policy,
  wanted: Wanted,
): PreparedOrder | RefusedOrder {
  const standard = defaultDuration(app.settings.defaults?.duration);
  const {duration, shortenedFrom} = chooseDuration(wanted.duration, standard, policy.maxDuration);
  const request: ActivationRequest = {
    duration,
    justification: wanted.justification,
    ticket: wanted.ticket,
    narrowerScope: wanted.narrowerScope,
    startAt: wanted.startAt,
  };
  const problem = misfit(request, policy, leastFor(app, eligibility));
  if (problem !== undefined) return {eligibility, problem: about(limited(problem, eligibility), eligibility)};
  return {eligibility, policy, request, shortenedFrom};
}

/** The shortest activation a kind takes, in seconds (reference azure-pim 5.1 for the three PIM kinds). */
export function leastOf(kind: Kind): Seconds {
  return authorityOf(kind) === 'entra' ? PIM_LEAST : 1;
}

/** As `leastOf`; what is reached through a PIM group cannot be shorter than the group's membership. */
export function leastFor(app: App, eligibility: Eligibility): Seconds {
  return linkOf(app, eligibility) === undefined ? leastOf(eligibility.kind) : PIM_LEAST;
}

/** Where the limit of a role of the organisation's own comes from: people ask for more, and AWS would only say no. */
function limited(problem: Problem, {kind, name}: Eligibility): Problem {
  if (problem.code !== 'duration-too-long' || kind !== 'aws-role') return problem;
  return {...problem, why: problem.most === LONGEST_CHAINED ? CHAINED : ownLimit(exact(name))};
}

/** Reference aws-jit 3. */
const CHAINED =
  'It is assumed with the credentials of a permission set, and AWS ends such a chain after an hour, whatever the role itself allows.';

const ownLimit = (name: string): string => `The settings of ${name} say so (maxDuration).`;

function refuseLater({kind}: Eligibility): void {
  if (authorityOf(kind) !== 'aws') return;
  throw new Trouble({
    code: 'unsupported',
    reason: 'An AWS role is lent at once: a later start can be asked for with Azure and Entra roles only.',
    nextSteps: ['Leave --start out'],
  });
}

/** `null` (at once) for a start within the grace; throws `usage` for one further back. */
function startOf(startAt: Instant | null, now: Instant): Instant | null {
  if (startAt === null || startAt > now) return startAt;
  if (now - startAt <= GRACE) return null;
  throw new Trouble({
    code: 'usage',
    reason: `The start ${showInstant(startAt)} was ${showDuration((now - startAt) / 1000)} ago.`,
    nextSteps: ['Leave --start out to begin at once, or name a time to come'],
  });
}
