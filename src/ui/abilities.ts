import type {Eligibility} from '../core/eligibility.ts';
import {canEnd, type Grant} from '../core/grant.ts';
import {toGiveBack} from './batch.ts';
import {knowledgeOf} from './freshness.ts';
import {chosenPast} from './history-list.ts';
import {type HeldRow, heldRows} from './holdings.ts';
import {isLendable, isLent} from './lending.ts';
import type {Model} from './model.ts';
import {chosenRole, wantedRoles} from './role-list.ts';
import {isOver} from './run.ts';
import {isSignedIn, needsSignIn, signedOut, targetFor} from './sign-in-target.ts';
import {troubles} from './source-problems.ts';
import {say} from './theme.ts';
import {clockSecond, clockTime} from './times.ts';

/** Each answers why something cannot be done now, in words for the person who pressed the key; `undefined`: it can. */
export type Why = (model: Model) => string | undefined;

export const chosenHeld = (model: Model): HeldRow | undefined =>
  heldRows(model.holdings, model.runs)[model.holdings.cursor.at];

/** The open loan under the cursor of the Active tab; one whose work has just come to nothing tells of that first. */
export function lentChosen(model: Model): Grant | undefined {
  if (model.screen.type !== 'active') return undefined;
  const row = chosenHeld(model);
  const isQuiet = row?.run == null || !isOver(row.run);
  return row?.grant != null && isLent(row.grant) && isQuiet ? row.grant : undefined;
}

export function cannotRequest(model: Model): string | undefined {
  const wanted = wantedRoles(model.roles);
  if (wanted.length === 0) return 'no role is chosen';
  return (
    mustSignInFor(model, wanted) ??
    wanted.map(role => cannotAskFor(model, role)).find(why => why !== undefined)
  );
}

export function cannotMark(model: Model): string | undefined {
  const chosen = chosenRole(model.roles);
  return chosen === undefined ? 'no role is chosen' : cannotAskFor(model, chosen);
}

/** The role that a grant came of, where the list has it. */
export const roleOf = (model: Model, {eligibilityId}: Grant): Eligibility | undefined =>
  model.roles.rows.find(role => role.id === eligibilityId);

export const whyNotAsk = (model: Model, role: Eligibility): string | undefined =>
  mustSignInFor(model, [role]) ?? cannotAskFor(model, role);

/** Loans and their ends are our own affair, but asking for one needs the sign-in it comes from. */
function mustSignInFor(model: Model, roles: readonly Eligibility[]): string | undefined {
  const outside = roles.some(role => {
    const target = targetFor(model, role);
    return target !== undefined && !isSignedIn(model, target);
  });
  return outside || needsSignIn(model) ? 'sign in first, with s' : undefined;
}

function cannotAskFor(model: Model, role: Eligibility): string | undefined {
  const name = say(model.look, role.name);
  if (role.entitlement === 'standing' && !isLendable(role)) return `${name} is standing: you hold it already`;
  const run = model.runs.get(role.id);
  if (run !== undefined && !isOver(run)) return `${name} is being asked for already`;
  const held = model.holdings.byEligibility.get(role.id);
  if (held === undefined) return undefined;
  if (held.state !== 'active') return `a request for ${name} is on its way already`;
  return `${name} is active already${held.endsAt === null ? '' : ` until ${clockTime(held.endsAt, model.now)}`}`;
}

export function cannotEnd(model: Model): string | undefined {
  const row = chosenHeld(model);
  return row === undefined ? 'nothing is chosen' : whyNotEnd(model, row);
}

function whyNotEnd(model: Model, row: HeldRow): string | undefined {
  if (isBeingEnded(row)) return 'it is being ended already';
  if (isBeingExtended(row)) return 'it is being given more time';
  if (row.grant === null) return 'it is not active';
  const wish = model.wishes.get(row.grant.id);
  if (wish !== undefined && wish > model.now) return `it ends itself at ${clockSecond(wish)}`;
  if (row.grant.state !== 'active') return 'it is not active yet: c withdraws the request';
  if (!canEnd(row.grant))
    return `${say(model.look, row.grant.name)} is ${row.grant.assignment}: only what you activated can be given up`;
  return undefined;
}

/** Everything that can be given up now. */
export const endable = (model: Model): readonly Grant[] =>
  heldRows(model.holdings, model.runs).flatMap(row =>
    row.grant === null || whyNotEnd(model, row) !== undefined ? [] : [row.grant],
  );

export const cannotEndAll = (model: Model): string | undefined =>
  endable(model).length === 0 ? 'nothing is active that could be given up' : undefined;

export function cannotExtend(model: Model): string | undefined {
  const row = chosenHeld(model);
  if (row === undefined) return 'nothing is chosen';
  const why = whyNotEnd(model, row);
  if (why !== undefined || row.grant === null) return why;
  if (row.grant.endsAt === null) return 'it has no end';
  const role = roleOf(model, row.grant);
  return role === undefined ? 'its role is not in the list: 1 and r read it' : mustSignInFor(model, [role]);
}

export const cannotGiveBack = (model: Model): string | undefined =>
  toGiveBack(model.batch).length === 0 ? 'nothing was asked for together that failed in part' : undefined;

const isBeingExtended = ({run}: HeldRow): boolean => run?.verb === 'extend' && !isOver(run);

const isBeingEnded = ({run}: HeldRow): boolean => run?.verb === 'deactivate' && !isOver(run);

export function cannotWithdraw(model: Model): string | undefined {
  const row = chosenHeld(model);
  if (row === undefined) return 'nothing is chosen';
  if (isBeingEnded(row)) return 'it is being ended already';
  if (row.grant === null)
    return row.run !== null && isOver(row.run)
      ? 'there is no request any more: a asks again, x puts it away'
      : 'the cloud does not list a request here yet: r looks again';
  if (row.grant.state === 'active') return 'it is active: d ends it';
  return row.run?.verb === 'cancel' && !isOver(row.run) ? 'it is being withdrawn already' : undefined;
}

/** The role of a chosen request that came to nothing. */
export function refusedRole(model: Model): Eligibility | undefined {
  const run = chosenHeld(model)?.run;
  if (run == null || run.verb !== 'activate' || !isOver(run)) return undefined;
  return model.roles.rows.find(role => role.id === run.item);
}

export function cannotAskAgain(model: Model): string | undefined {
  if (chosenHeld(model) === undefined) return 'nothing is chosen: 1 shows what you may ask for';
  if (refusedRole(model) === undefined) return 'only what was refused can be asked for again';
  return mustSignInFor(
    model,
    [refusedRole(model)].flatMap(role => role ?? []),
  );
}

/** What a past activation was of, where the list still has it. */
export function pastRole({roles, history}: Model): Eligibility | undefined {
  const id = chosenPast(history)?.eligibilityId;
  return id == null ? undefined : roles.rows.find(role => role.id === id);
}

export function cannotAskLike(model: Model): string | undefined {
  const row = chosenPast(model.history);
  if (row === undefined) return 'nothing is chosen';
  if (row.eligibilityId === null) return 'the record does not say which role it was';
  const role = pastRole(model);
  if (role !== undefined) return whyNotAsk(model, role);
  const name = say(model.look, row.name);
  const isPartial = knowledgeOf(model, model.roles.sources) !== 'read';
  return isPartial
    ? `${name} is not in the list: not all of it could be read yet`
    : `${name} is not in your list any more`;
}

export function cannotDismiss(model: Model): string | undefined {
  const run = chosenHeld(model)?.run;
  if (run == null) return 'there is no finished work here';
  return isOver(run) ? undefined : 'it is still under way';
}

export function cannotSignIn(model: Model): string | undefined {
  if (model.profile === null || model.profile.targets.length === 0)
    return 'this profile names nobody to sign in with';
  return signedOut(model).length > 0 ? undefined : `you are signed in as ${accountOf(model)}`;
}

/** Who it is, by the first account that has a name; an AWS sign-in may only have its session's. */
export function accountOf({identities, look}: Model): string {
  const here = identities.filter(({signedIn}) => signedIn);
  const named = here.find(({account}) => account !== null)?.account ?? here[0]?.session;
  return named == null ? 'somebody' : say(look, named);
}

export const hasDetailsBeside = (model: Model): boolean => model.size.columns >= 110;

export const nothingWrong = (model: Model): string | undefined =>
  troubles(model).length === 0 ? 'nothing went wrong' : undefined;
