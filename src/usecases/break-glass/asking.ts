import {type Activation, NOT_SENT, step} from '../../core/activation.ts';
import {readDuration} from '../../core/duration.ts';
import {kindLabel} from '../../core/kind.ts';
import {EMERGENCY_DURATION, isOfUser, type Rung} from '../../core/ladder.ts';
import {UNKNOWN_POLICY} from '../../core/policy.ts';
import type {Problem} from '../../core/problem.ts';
import type {Secret} from '../../core/secret.ts';
import {isFinal} from '../../core/state.ts';
import {type Millis, minutes, type Seconds} from '../../core/time.ts';
import {activate} from '../activate.ts';
import {ANSWER_LIMIT, answering} from './answering.ts';
import {heeding} from './bounds.ts';
import type {EmergencyOrder, EmergencyStory} from './emergency-story.ts';
import type {Flow} from './flow.ts';
import {aboutFooting, type Footing} from './footing.ts';

/** How far asking for a rung has come, and under which id of ours. */
export interface Asked {
  readonly requestId: string;
  readonly activation: Activation;
}

interface Wish {
  readonly duration: Seconds;
  readonly mfaCode: Secret | undefined;
}

/** Somebody in a hurry waits a minute for provisioning, and for nobody's approval while other rungs are left. */
const PATIENCE = {provisioning: minutes(1), approval: 0};
/** The longest justification that the PIM APIs are known to take. */
const LONGEST = 500;

/**
 * Asks for one rung. It is asked for again only after a definite refusal that says what to change: once for a shorter
 * time, once with a new code of the second factor.
 */
export async function* asking(
  flow: Flow,
  footing: Footing,
  limit = ANSWER_LIMIT.last,
): AsyncGenerator<EmergencyStory, Asked> {
  let wish: Wish = {
    duration: durationOf(flow.order, footing.rung),
    mfaCode: await firstCode(flow, footing.rung),
  };
  const left = new Set<keyof Wish>(['duration', 'mfaCode']);
  for (;;) {
    const asked = yield* once(flow, footing, {...wish, limit});
    const {activation} = asked;
    if (activation.problem === null || !isFinal(activation.state) || flow.signal.aborted) return asked;
    const change = await changeAfter(flow, footing, activation.problem, wish);
    const [name] = change === undefined ? [] : (Object.keys(change) as (keyof Wish)[]);
    if (name === undefined || !left.delete(name)) return asked;
    wish = {...wish, ...change};
  }
}

async function* once(
  flow: Flow,
  footing: Footing,
  wish: Wish & {readonly limit: Millis},
): AsyncGenerator<EmergencyStory, Asked> {
  const {app, order, chronicle, signal} = flow;
  const {rung, eligibility} = footing;
  const requestId = app.newId();
  await chronicle.note({step: 'tried', rung: rung.name}, {...aboutFooting(footing), requestId});
  yield {type: 'tried', rung};
  yield* chronicle.untold();
  const request = {...requestOf(order), duration: wish.duration};
  const options = {patience: PATIENCE, stepUp: order.stepUp, mfaCode: wish.mfaCode};
  const asked = {eligibility, policy: UNKNOWN_POLICY, request};
  let activation = NOT_SENT;
  const bounded = answering(app.clock, wish.limit, signal, () => activation);
  try {
    for await (const story of activate(named(footing, requestId), [asked], options, bounded.signal)) {
      if (story.type === 'item') activation = step(activation, story.event);
      yield {type: 'road', rung, story};
      yield* chronicle.untold();
    }
  } finally {
    bounded.over();
  }
  return {requestId, activation: bounded.isLate() ? unanswered(activation, rung) : activation};
}

/** A read that the limit ended rejects as one that somebody interrupted does. */
function unanswered(activation: Activation, {kind}: Rung): Activation {
  if (activation.problem?.code !== 'cancelled') return activation;
  const problem = {code: 'unreachable', what: kindLabel(kind), reason: 'no answer came in time'} as const;
  return {...activation, problem};
}

/** The request goes by the id that is on record already. */
function named({app}: Footing, requestId: string) {
  let isTaken = false;
  const newId = () => {
    if (isTaken) return app.newId();
    isTaken = true;
    return requestId;
  };
  return {...app, newId};
}

function requestOf({incident, reason}: EmergencyOrder) {
  const justification = `${incident}: ${reason}`.slice(0, LONGEST).replace(/[\ud800-\udbff]$/, '');
  return {justification, ticket: {number: incident, system: null}, narrowerScope: null, startAt: null};
}

const durationOf = (order: EmergencyOrder, rung: Rung): Seconds =>
  order.duration ?? readDuration(rung.duration ?? '') ?? EMERGENCY_DURATION;

/** A user who has shown a second factor need not show it again for the next rung. */
async function firstCode(flow: Flow, rung: Rung): Promise<Secret | undefined> {
  if (!isOfUser(rung) || rung.mfaSerial === undefined || flow.proven.has(rung.user)) return undefined;
  return codeOf(flow, rung);
}

async function codeOf({app, people, signal, proven}: Flow, rung: Rung): Promise<Secret | undefined> {
  const {mfaCode: ask} = people;
  if (ask === undefined || rung.kind !== 'aws-role') return undefined;
  const serial = isOfUser(rung)
    ? rung.mfaSerial
    : app.settings.profiles?.[rung.profile ?? app.profile]?.aws?.roles?.find(({name}) => name === rung.role)
        ?.mfaSerial;
  const code = await heeding(signal, () => ask(serial ?? 'the MFA device'));
  if (code !== undefined && isOfUser(rung)) proven.add(rung.user);
  return code;
}

/** What to ask for instead; `undefined`: asking again would change nothing. */
async function changeAfter(
  flow: Flow,
  {rung}: Footing,
  problem: Problem,
  {duration}: Wish,
): Promise<Partial<Wish> | undefined> {
  if (problem.code === 'duration-too-long') {
    const {most} = problem;
    return most === undefined || most <= 0 || most >= duration ? undefined : {duration: most};
  }
  if (problem.code !== 'step-up-needed' || problem.context !== 'mfa' || problem.claims !== undefined)
    return undefined;
  const mfaCode = await codeOf(flow, rung);
  return mfaCode === undefined ? undefined : {mfaCode};
}
