import {canEnd, type Grant} from '../core/grant.ts';
import type {Intent} from '../core/intent.ts';
import type {AccessProvider} from '../core/ports.ts';
import {type Problem, problemOf} from '../core/problem.ts';
import {exact, visible} from '../core/untrusted.ts';
import {actorOf} from './actor-of.ts';
import {type App, providerOf} from './app.ts';
import {cannotExtend} from './cannot-extend.ts';
import {finderOf} from './extension-back.ts';
import {type Extending, type LongerWanted, still} from './longer.ts';
import {notConfigured} from './policy-of.ts';
import {pursue} from './pursue.ts';
import {replace} from './replace.ts';
import {StepUps} from './step-up.ts';
import type {ActivationOptions, Story} from './story.ts';
import {Trail} from './trail.ts';
import {isHeldHere, ward} from './until-exit.ts';

export type {LongerWanted} from './longer.ts';

/**
 * Moves the end of a running grant where its kind can: one grant, with a later end. Where the cloud cannot (the PIM kinds,
 * and what is reached through a PIM group) it is `unsupported`, with what can be done and when; `replace` does that. `item`
 * is the grant's id. A refusal leaves it active, and says so.
 */
export async function* extend(
  app: App,
  grant: Grant,
  wanted: LongerWanted,
  options: ActivationOptions,
  signal: AbortSignal,
): AsyncGenerator<Story> {
  const job = {app, grant, wanted, options, signal};
  try {
    yield* way(job);
  } catch (thrown) {
    yield* still(job, problemOf(thrown));
  }
}

function way(job: Extending): AsyncIterable<Story> {
  const {app, grant, wanted} = job;
  const provider = providerOf(app, grant.kind);
  const problem = whyNot(grant);
  if (problem !== undefined) return still(job, problem);
  if (provider === undefined) return still(job, notConfigured({kind: grant.kind, id: grant.eligibilityId}));
  // A membership of a PIM group that a loan stands on cannot be extended, so neither can the loan.
  if (provider.extend !== undefined && grant.address.groupId === undefined) return extended(job, provider);
  return wanted.replace ? replace(job) : still(job, cannotExtend(grant, app.server.now()));
}

function whyNot(grant: Grant): Problem | undefined {
  if (!canEnd(grant))
    return {
      code: 'unsupported',
      reason: `${visible(grant.name)} is held as ${grant.assignment}: it was not activated, so it cannot be extended here.`,
      nextSteps: ['An administrator can change the assignment'],
    };
  return grant.state === 'active' ? undefined : {code: 'not-active', asked: grant.id};
}

async function* extended(job: Extending, provider: AccessProvider): AsyncGenerator<Story> {
  const {app, grant, options, signal} = job;
  const intent = await intentFor(job);
  const road = {
    ...{app, intent, signal, trail: new Trail(app, intent), stepUps: new StepUps(app, options.stepUp)},
    ...{patience: options.patience, mfaCode: options.mfaCode, untilUsable: options.untilUsable ?? false},
    onTrouble: options.onTrouble ?? (() => {}),
    provider: extenderOf(provider, grant),
  };
  for await (const story of pursue(road, undefined)) {
    if (story.type !== 'item') yield story;
    else if (story.event.type === 'failed' && story.event.state !== 'unknown')
      yield* still(job, story.event.problem);
    else {
      if (story.event.type === 'active') await followEnd(job, story.event.grant);
      yield {...story, item: grant.id};
    }
  }
}

async function intentFor({app, grant, wanted, signal}: Extending): Promise<Intent> {
  const {id: grantId, eligibilityId, kind, name, scope, address, endsAt} = grant;
  const loan = (await app.loans.open(app.server.now())).find(one => one.grant.id === grantId);
  const actor = loan?.actor ?? (await actorOf(app, grant, signal));
  const justification =
    wanted.justification ?? (grant.justification === null ? null : exact(grant.justification));
  const request = {duration: wanted.duration, justification, ticket: wanted.ticket ?? loan?.ticket ?? null};
  return {
    ...{id: app.newId(), eligibilityId, kind, name, scope, address, actor, condition: null},
    request: {...request, narrowerScope: null, startAt: null},
    openedAt: app.server.now(),
    extends: {grantId, endsAt},
  };
}

/** The road of every activation, with another first step. */
function extenderOf(provider: AccessProvider, grant: Grant) {
  const {kind} = provider;
  const finder = (intent: Intent) => finderOf(provider, intent);
  return {
    kind,
    activate: async (intent: Intent, call: Parameters<AccessProvider['activate']>[1]) => {
      const {duration, justification} = intent.request;
      const answer = await provider.extend?.(grant, {id: intent.id, duration, justification}, call);
      return answer ?? ({type: 'refused', state: 'failed', problem: cannotExtend(grant, 0)} as const);
    },
    check: provider.check.bind(provider),
    find: (intent: Intent, signal: AbortSignal) => finder(intent).find(intent, signal),
    active: provider.active.bind(provider),
    ...(provider.usable && {usable: provider.usable.bind(provider)}),
  };
}

/** An end that is owed, to this process above all, is owed of the grant as it is now. */
async function followEnd({app, options: {onTrouble = () => {}}}: Extending, grant: Grant): Promise<void> {
  for (const wish of await app.journal.wishes()) {
    if (wish.grant.id !== grant.id) continue;
    const moved = {...wish, grant};
    await app.journal.wish(moved);
    if (isHeldHere(app, moved)) await ward(app, moved, onTrouble);
  }
}
