import {readDuration, showDuration} from '../core/duration.ts';
import type {Eligibility} from '../core/eligibility.ts';
import {chooseDuration} from '../core/fit.ts';
import type {Grant} from '../core/grant.ts';
import type {ActivationRequest} from '../core/intent.ts';
import {type Policy, UNKNOWN_POLICY} from '../core/policy.ts';
import type {PlannedRequest} from '../core/ports.ts';
import type {Problem} from '../core/problem.ts';
import {Secret} from '../core/secret.ts';
import type {Instant, Seconds} from '../core/time.ts';
import type {Draft} from './drafts.ts';
import {isLendable, isLinked} from './lending.ts';
import {EMPTY, type Line, lineOf, textOf} from './line.ts';
import {startIn} from './start-time.ts';

export const FIELDS = [
  'duration',
  'justification',
  'code',
  'ticket',
  'system',
  'scope',
  'start',
  'ends',
] as const;
export type Field = (typeof FIELDS)[number];

export type Policies = ReadonlyMap<string, Policy>;

/** A request while it is being written. */
export interface Form {
  readonly roles: readonly Eligibility[];
  readonly lines: Readonly<Record<Field, Line>>;
  readonly focus: Field;
  /** Until a person touches the duration it follows the default and the policies as they become known. */
  readonly touched: boolean;
  readonly plans: ReadonlyMap<string, readonly PlannedRequest[]>;
  /** Why it was not sent, per role, or of the whole. */
  readonly refusals: readonly Problem[];
  readonly sending: boolean;
  /** What comes of it ends when the app is left, at its own end at the latest. */
  readonly untilExit: boolean;
  /** Not a new grant: this one is to last longer. */
  readonly extending: Extending | null;
  /** An earlier reason stands in the field: which one, and what was written there before. */
  readonly recall: {readonly at: number; readonly written: Line} | null;
}

/** `move`: the end is moved. `replace`: the cloud cannot do that, so it is ended and asked for again. */
export interface Extending {
  readonly grant: Grant;
  readonly way: 'move' | 'replace';
}

export function openForm(
  roles: readonly Eligibility[],
  standard: Seconds,
  policies: Policies,
  draft?: Draft | undefined,
  extending: Extending | null = null,
): Form {
  const empty = {
    duration: EMPTY,
    justification: EMPTY,
    code: EMPTY,
    ticket: EMPTY,
    system: EMPTY,
    scope: EMPTY,
    start: EMPTY,
    ends: EMPTY,
  };
  const form: Form = {
    roles,
    lines: empty,
    focus: 'justification',
    touched: false,
    plans: new Map(),
    refusals: [],
    sending: false,
    untilExit: false,
    extending,
    recall: null,
  };
  return followPolicies({...form, ...draft}, standard, policies);
}

/** The standard duration, or the most that every role allows. */
export function followPolicies(form: Form, standard: Seconds, policies: Policies): Form {
  if (form.touched) return form;
  const {duration} = chooseDuration(null, standard, mostAllowed(form.roles, policies));
  return {...form, lines: {...form.lines, duration: lineOf(showDuration(duration))}};
}

/** What is known of a role's policy: read for this form, else what the list said. */
export function policyFor(role: Eligibility, policies: Policies): Policy {
  return policies.get(role.id) ?? {...UNKNOWN_POLICY, maxDuration: role.maxDuration, requires: role.requires};
}

/** The smallest maximum; `null` while none is known. */
export function mostAllowed(roles: readonly Eligibility[], policies: Policies): Seconds | null {
  const known = roles.flatMap(role => policyFor(role, policies).maxDuration ?? []);
  return known.length === 0 ? null : Math.min(...known);
}

const COMMON: readonly Seconds[] = [1800, 3600, 7200, 14_400, 28_800];

/** Lengths to step through: the common ones that every role allows, and the maximum itself. */
export function presets(roles: readonly Eligibility[], policies: Policies): readonly Seconds[] {
  const most = mostAllowed(roles, policies);
  if (most === null) return COMMON;
  const below = COMMON.filter(length => length < most);
  return [...below, most];
}

/** `1 h 30 min` as it is shown, or any form a flag takes; `undefined` when it is neither. */
export const durationIn = (form: Form): Seconds | undefined =>
  readDuration(textOf(form.lines.duration).replaceAll(' ', '').replaceAll('min', 'm'));

export function nextPreset(form: Form, policies: Policies, by: 1 | -1): Form {
  const lengths = presets(form.roles, policies);
  const now = durationIn(form) ?? 0;
  const next = by === 1 ? lengths.find(length => length > now) : lengths.findLast(length => length < now);
  if (next === undefined) return {...form, touched: true};
  return {...form, touched: true, lines: {...form.lines, duration: lineOf(showDuration(next))}};
}

/** How many of the roles are known to ask for it. */
export const askedBy = (form: Form, policies: Policies, what: 'justification' | 'ticket'): number =>
  form.roles.filter(role => policyFor(role, policies).requires[what] === true).length;

/** Only one Azure role at a time can be narrowed: a scope belongs to one place. */
export const canNarrow = (form: Form): boolean =>
  form.roles.length === 1 && form.roles[0]?.kind === 'azure-resource';

/** A grant that is to last longer stays where it is, and goes on from now. */
const ONLY_NEW: readonly Field[] = ['scope', 'start', 'ends'];

/** The fields that make sense for these roles, in order. */
export function fieldsOf(form: Form, policies: Policies): readonly Field[] {
  return FIELDS.filter(field => {
    if (form.extending !== null && ONLY_NEW.includes(field)) return false;
    if (field === 'code') return wantsCode(form, policies);
    if (field === 'start') return !form.roles.some(isLendable);
    if ((field === 'ticket' || field === 'system') && !form.roles.some(takesTicket)) return false;
    if (field === 'system') return textOf(form.lines.ticket).trim() !== '';
    return field === 'scope' ? canNarrow(form) : true;
  });
}

/** An AWS role whose trust names an MFA device is taken with a code of it. */
export const wantsCode = (form: Form, policies: Policies): boolean =>
  form.roles.some(role => isLendable(role) && policyFor(role, policies).requires.mfa === true);

/** A permission set has no place for a ticket; a role has session tags, and a linked group PIM's own field. */
const takesTicket = (role: Eligibility): boolean => role.kind !== 'aws-permission-set' || isLinked(role);

/** The one-time code, for the call alone: it is in no request, journal or record. */
export const codeIn = (form: Form, policies: Policies): Secret | undefined =>
  wantsCode(form, policies) ? new Secret(textOf(form.lines.code).trim()) : undefined;

/** The request as it would be sent, or what cannot be read of it. */
export function requestIn(form: Form, now: Instant): ActivationRequest | Problem {
  const duration = durationIn(form);
  if (duration === undefined)
    return {code: 'usage', reason: 'That is no duration.', nextSteps: ['Write 45m, 1h30m or 2h']};
  const start = startIn(form, now);
  if (start.type === 'unclear')
    return {code: 'usage', reason: 'That is no start time.', nextSteps: ['Write 14:30, or leave it empty']};
  return {
    duration,
    justification: said(form.lines.justification),
    ticket: ticketIn(form),
    narrowerScope: canNarrow(form) ? said(form.lines.scope) : null,
    startAt: start.at,
  };
}

export function ticketIn(form: Form): ActivationRequest['ticket'] {
  const number = said(form.lines.ticket);
  return number === null ? null : {number, system: said(form.lines.system)};
}

const said = (line: Line): string | null => textOf(line).trim() || null;
