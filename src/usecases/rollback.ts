import type {Activation} from '../core/activation.ts';
import type {Eligibility} from '../core/eligibility.ts';
import type {Grant} from '../core/grant.ts';
import type {Problem} from '../core/problem.ts';
import {type App, providerOf} from './app.ts';
import {cancel} from './cancel.ts';
import {deactivate} from './deactivate.ts';
import {groupHeld, linkOf} from './group-link.ts';
import {interleave} from './interleave.ts';
import {look} from './read-back.ts';
import type {Story} from './story.ts';
import {about, troubleIn} from './trouble.ts';
import {guarded, type OnTrouble} from './wishes.ts';

/** What a batch came to for one of its roles; what was refused before anything was sent counts too. */
export interface Fate {
  readonly eligibility: Pick<Eligibility, 'id' | 'kind' | 'address'>;
  readonly activation: Activation;
}

export interface RollbackOptions {
  /** What the batch was named when it was asked for (`ActivationOptions.batch`). */
  readonly batch?: string | undefined;
  /** Stay until the cloud has ended it; else what cannot end yet is left as a wish. */
  readonly wait?: boolean | undefined;
  readonly onTrouble?: OnTrouble | undefined;
}

const AT_ONCE = 4;

/**
 * Gives up what a batch took when any of it failed: grants end (a wish where the cloud refuses for now), requests that
 * are still on their way are withdrawn. `item` is the eligibility's id, so that it goes on with the batch's own story.
 * What was active before, and what failed, is not touched; what was lost is ended when it is found to have gone
 * through. Where nothing failed the batch is kept, and nothing is told.
 */
export async function* rollback(
  app: App,
  fates: readonly Fate[],
  signal: AbortSignal,
  options: RollbackOptions = {},
): AsyncGenerator<Story> {
  const {batch, onTrouble = () => {}} = options;
  if (!fates.some(hasFailed)) {
    if (batch !== undefined)
      await guarded(onTrouble, async () => app.journal.batches?.keep(batch, app.server.now()));
    return;
  }
  if (batch !== undefined) await guarded(onTrouble, async () => app.journal.batches?.unwant(batch));
  for (const fate of fates.filter(isLost)) await guarded(onTrouble, () => unwant(app, fate));
  const works = fates
    .filter(isOurs)
    .map(fate => (inner: AbortSignal) => relabelled(fate, undone(app, fate, inner, options)));
  yield* interleave(works, AT_ONCE, signal);
}

/** Sent, and nobody knows what became of it. */
export const isLost = ({activation: {state, problem}}: Fate): boolean =>
  state === 'unknown' && problem !== null;

/** It may have gone through, or the group that it is reached through may have: whoever reads it back later ends it then. */
async function unwant(app: App, {eligibility}: Fate): Promise<void> {
  const rows = await app.journal.unsettled();
  const group = linkOf(app, eligibility)?.groupId.toLowerCase();
  const own = rows.findLast(({intent}) => intent.eligibilityId === eligibility.id);
  const below = rows.findLast(
    ({intent: {kind, scope}}) => kind === 'entra-group' && scope.id.toLowerCase() === group,
  );
  for (const row of [own, below]) if (row !== undefined) await app.journal.unwant(row.intent.id);
}

/** It is not there, and not on its way: waiting for approval is no failure, nor is what was active before. */
export function hasFailed({activation: {state, problem}}: Fate): boolean {
  if (problem === null || problem.code === 'already-active') return false;
  return state !== 'active' && state !== 'scheduled';
}

const ON_THE_WAY: readonly string[] = ['submitted', 'pending-approval', 'provisioning', 'scheduled'];

/** This batch took it, or may still get it. */
function isOurs({activation: {state, problem, grant, requestId}}: Fate): boolean {
  if (problem?.code === 'already-active') return false;
  if (state === 'active') return grant !== null;
  return requestId !== null && (ON_THE_WAY.includes(state) || (state === 'unknown' && problem === null));
}

function undone(
  app: App,
  fate: Fate,
  signal: AbortSignal,
  {wait = false, onTrouble}: RollbackOptions,
): AsyncIterable<Story> {
  const {state, grant} = fate.activation;
  const options = {wait, onTrouble, reason: 'rollback'} as const;
  if (state === 'active' && grant !== null) return deactivate(app, [grant], options, signal);
  return withdrawn(app, fate, signal, options);
}

/** A request may have become a grant since: then that is ended. */
async function* withdrawn(
  app: App,
  fate: Fate,
  signal: AbortSignal,
  options: Parameters<typeof deactivate>[2],
): AsyncGenerator<Story> {
  const open = await openRequest(app, fate, signal);
  if (open !== undefined) return yield* cancel(app, [open], signal, options);
  const group = await membership(app, fate, signal);
  // One that was active before goes by its own id, and nothing of the batch is on its way.
  if (group !== undefined && group.id === fate.activation.requestId) return;
  const granted = group ?? (await grantedSince(app, fate, signal));
  if (granted === undefined) yield left(fate);
  else yield* deactivate(app, [granted], options, signal);
}

/** A permission set may be waiting for the group that it is reached through. */
async function openRequest(
  app: App,
  {eligibility: {kind}, activation}: Fate,
  signal: AbortSignal,
): Promise<Grant | undefined> {
  const kinds = kind === 'aws-permission-set' ? ([kind, 'entra-group'] as const) : [kind];
  let open: Grant | undefined;
  for (const one of kinds)
    await troubleIn(async () => {
      for await (const {items} of providerOf(app, one)?.open(signal) ?? [])
        open ??= items.find(({requestId}) => requestId === activation.requestId);
    });
  return open;
}

/** The list of grants does not tell which request they came from: the request itself is looked up. */
async function grantedSince(app: App, {activation}: Fate, signal: AbortSignal): Promise<Grant | undefined> {
  let granted: Grant | undefined;
  await troubleIn(async () => {
    const rows = await app.journal.unsettled();
    const row = rows.find(({intent, requestId}) => (requestId ?? intent.id) === activation.requestId);
    const provider = row && providerOf(app, row.intent.kind);
    if (row === undefined || provider === undefined) return;
    const found = await look(provider, row.intent, signal);
    if (found.type === 'found' && found.answer.type === 'active') granted = found.answer.grant;
  });
  return granted;
}

/** The membership that a loan was to stand on which never came. */
async function membership(app: App, {eligibility}: Fate, signal: AbortSignal): Promise<Grant | undefined> {
  const link = linkOf(app, eligibility);
  let group: Grant | undefined;
  await troubleIn(async () => {
    group = link && (await groupHeld(app, link, signal));
  });
  return group;
}

const NOT_WITHDRAWN: Problem = {
  code: 'failed',
  reason: 'The request was not found where it could be withdrawn; it may still be granted.',
  nextSteps: ['See it with stint status, and end it with stint deactivate or stint cancel'],
};

function left({eligibility, activation: {state}}: Fate): Story {
  const event = {type: 'failed', problem: about(NOT_WITHDRAWN, eligibility), state} as const;
  return {type: 'item', item: eligibility.id, event};
}

async function* relabelled({eligibility}: Fate, story: AsyncIterable<Story>): AsyncGenerator<Story> {
  for await (const told of story) yield told.type === 'item' ? {...told, item: eligibility.id} : told;
}
