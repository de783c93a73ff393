import type {ActivationEvent} from '../core/activation.ts';
import {canEnd, type Grant} from '../core/grant.ts';
import type {Actor, Wish} from '../core/intent.ts';
import {authorityOf} from '../core/kind.ts';
import {type Problem, problemOf} from '../core/problem.ts';
import {visible} from '../core/untrusted.ts';
import {actorOf} from './actor-of.ts';
import type {App} from './app.ts';
import {carryOut} from './carry-out.ts';
import {oweGroup} from './end-group.ts';
import {interleave} from './interleave.ts';
import {restOf} from './resting-on.ts';
import type {Story} from './story.ts';
import {about} from './trouble.ts';
import {guarded, type OnTrouble, wished} from './wishes.ts';

export interface DeactivateOptions {
  /** Stay until the cloud has ended it; else answer at once with what was reached. */
  readonly wait: boolean;
  /** Told of what could not be written while ending went on (design 8). */
  readonly onTrouble?: OnTrouble | undefined;
  /** Why it is to end, for the wish; `asked` unless told. */
  readonly reason?: Wish['reason'] | undefined;
}

const AT_ONCE = 4;

/**
 * Ends grants now, or leaves a wish that the next command with network carries out. `item` is the grant's id. A loan ends
 * here alone, without network or sign-in; the group that was activated for it is given up with it, under the same item.
 */
export function deactivate(
  app: App,
  grants: readonly Grant[],
  options: DeactivateOptions,
  signal: AbortSignal,
): AsyncGenerator<Story> {
  const works = grants.map(grant => (inner: AbortSignal) => told(app, grant, options, inner));
  return interleave(works, AT_ONCE, signal);
}

interface Asked extends DeactivateOptions {
  readonly app: App;
  readonly grant: Grant;
  readonly onTrouble: OnTrouble;
  readonly signal: AbortSignal;
}

async function* told(
  app: App,
  grant: Grant,
  options: DeactivateOptions,
  signal: AbortSignal,
): AsyncGenerator<Story> {
  const asked = {...options, onTrouble: options.onTrouble ?? (() => {}), app, grant, signal};
  try {
    for await (const event of endWithGroup(asked))
      yield {type: 'item', item: grant.id, event: sourced(event, grant)};
  } catch (thrown) {
    // A mistake of ours with one grant must not keep the others from ending.
    const event: ActivationEvent = {type: 'failed', problem: problemOf(thrown), state: 'unknown'};
    yield {type: 'item', item: grant.id, event: sourced(event, grant)};
  }
}

/** The event's problem says where it comes from. */
function sourced(event: ActivationEvent, {eligibilityId: id, kind}: Grant): ActivationEvent {
  if (event.type === 'failed') return {...event, problem: about(event.problem, {id, kind})};
  if (event.type !== 'deactivating' || event.problem === null) return event;
  return {...event, problem: about(event.problem, {id, kind})};
}

/** A loan that rests on a group has ended when both have. */
async function* endWithGroup(asked: Asked): AsyncGenerator<ActivationEvent> {
  const rest = restOf(asked.grant);
  let isLoanOver = false;
  for await (const event of end(asked)) {
    if (rest === undefined || event.type !== 'ended') yield event;
    else isLoanOver = true;
  }
  if (rest === undefined || !isLoanOver) return;
  const {app, grant, reason = 'asked', onTrouble} = asked;
  const owed = await oweGroup(app, {grant, reason}, onTrouble);
  if (owed === undefined) yield {type: 'ended'};
  else for await (const event of carryOut({...asked, ...owed})) yield sourced(event, rest.grant);
}

async function* end(asked: Asked): AsyncGenerator<ActivationEvent> {
  const {app, grant, reason = 'asked', onTrouble} = asked;
  const actor = whyNot(grant) ?? (await enderOf(asked));
  if (actor === 'over') {
    yield {type: 'ended'};
    return;
  }
  if ('code' in actor) {
    yield {type: 'failed', problem: actor};
    return;
  }
  const owed = await wished(app, {grant, actor, reason}, onTrouble);
  yield {type: 'ending', grant};
  yield* carryOut({...asked, ...owed});
}

function whyNot(grant: Grant): Problem | undefined {
  if (!canEnd(grant)) return notOurs(grant);
  if (grant.state === 'active' || grant.state === 'deactivating') return undefined;
  return {code: 'not-active', asked: grant.id};
}

/** Who ends it: for a loan, whoever took it, signed in or not. `over`: there is no such loan (any more). */
async function enderOf({app, grant, onTrouble, signal}: Asked): Promise<Actor | Problem | 'over'> {
  if (authorityOf(grant.kind) !== 'aws') return actorOf(app, grant, signal).catch(problemOf);
  let actor: Actor | 'over' = {profile: app.profile, authority: '', tenantId: '', oid: '', account: ''};
  await guarded(onTrouble, async () => {
    const open = await app.loans.open(app.server.now());
    actor = open.find(loan => loan.grant.id === grant.id)?.actor ?? 'over';
  });
  return actor;
}

function notOurs({name, assignment}: Grant): Problem {
  return {
    code: 'unsupported',
    reason: `${visible(name)} is held as ${assignment}: it was not activated, so it cannot be given up here.`,
    nextSteps: ['An administrator can take the assignment away'],
  };
}
