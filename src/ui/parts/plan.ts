import {ticketText} from '../../core/aws-text.ts';
import {showDuration} from '../../core/duration.ts';
import type {Eligibility} from '../../core/eligibility.ts';
import {guaranteeInWords} from '../../core/guarantee.ts';
import {kindLabel} from '../../core/kind.ts';
import type {PlannedRequest} from '../../core/ports.ts';
import {safeJson} from '../../core/untrusted.ts';
import {durationIn, type Form, ticketIn} from '../form.ts';
import {isLendable, isLinked} from '../lending.ts';
import {textOf} from '../line.ts';
import type {Model} from '../model.ts';
import {say} from '../theme.ts';
import {clip, wrapped} from './cell.ts';
import {lendingWords} from './loan-words.ts';
import {dim, type Span} from './row.tsx';

/** What will be sent, in a line each, and what its end is worth: that stays in sight where there is little room. */
export function planLines(model: Model, form: Form): readonly (readonly Span[])[] {
  const lines = form.roles.flatMap(role =>
    isLendable(role)
      ? lentBriefly(model, form, role)
      : (form.plans.get(role.id) ?? []).map(plan => brief(model, kindLabel(role.kind), plan)),
  );
  return [
    ...(lines.length === 0 ? [] : [TITLE, ...lines]),
    ...ending(model, form),
    ...lendingLines(model, form),
  ];
}

/** The same in full, every character of it. */
export function previewLines(model: Model, form: Form): readonly (readonly Span[])[] {
  const lines = form.roles.flatMap(role =>
    (form.plans.get(role.id) ?? []).flatMap(plan => [...inFull(model, plan), []]),
  );
  if (lines.length === 0)
    return [TITLE, [], [dim('  It is not known yet: something in the form cannot be read.')]];
  return [TITLE, [], ...lines];
}

/** It is left out where nothing fits below it. */
export const TITLE: readonly Span[] = [{text: '  What will be sent', bold: true}];

/** AWS calls in words: their addresses tell a person nothing, and the whole of them is one key away. */
function lentBriefly({look, size}: Model, form: Form, role: Eligibility): readonly (readonly Span[])[] {
  const lines = wrapped(say(look, lendingPlan(form, role)), size.columns - 13);
  return lines.map((text, at) => [dim(`    ${(at === 0 ? 'AWS' : '').padEnd(7)}${text}`)]);
}

function lendingPlan(form: Form, role: Eligibility): string {
  const length = durationIn(form);
  const time = length === undefined ? '' : ` for ${showDuration(length)}`;
  if (isLinked(role)) return `the PIM group${time} first; when AWS shows the role, GetRoleCredentials`;
  if (role.kind !== 'aws-role')
    return `GetRoleCredentials; the loan is kept here${time}, with your justification`;
  const said = [...tagged(form, role).keys()].map(key => key.replace('stint:', 'your ')).join(' and ');
  return `GetRoleCredentials, then AssumeRole${time}${said === '' ? '' : ` with ${said}`}`;
}

/** The session tags of the planned AssumeRole: what CloudTrail will hold. */
function tagged(form: Form, role: Eligibility): ReadonlyMap<string, string> {
  const bodies = (form.plans.get(role.id) ?? []).map(({body}) => body as Readonly<Record<string, unknown>>);
  const entries = bodies.flatMap(body =>
    Object.entries(body ?? {}).flatMap(([name, key]): readonly (readonly [string, string])[] => {
      const at = /^Tags\.member\.(\d+)\.Key$/.exec(name)?.[1];
      return at === undefined ? [] : [[String(key), String(body[`Tags.member.${at}.Value`])]];
    }),
  );
  return new Map(entries);
}

/** What a person should know before they ask AWS, each thing once; a text that tags cannot hold whole is shown as they will. */
function lendingLines({look, size}: Model, form: Form): readonly (readonly Span[])[] {
  const words = new Set(form.roles.flatMap(lendingWords));
  const texts = form.roles.flatMap(role => lossyTags(form, role));
  return [...words, ...new Set(texts)].flatMap(text =>
    wrapped(say(look, text), size.columns - 4).map(line => [dim(`  ${line}`)]),
  );
}

function lossyTags(form: Form, role: Eligibility): readonly string[] {
  if (role.kind !== 'aws-role') return [];
  const tags = tagged(form, role);
  const ticket = ticketIn(form);
  const texts = [
    ['stint:justification', textOf(form.lines.justification).trim()],
    ['stint:ticket', ticket === null ? '' : ticketText(ticket)],
  ] as const;
  return texts.flatMap(([key, whole]) => {
    const kept = tags.get(key);
    return kept === undefined || kept === whole ? [] : [`CloudTrail takes fewer characters: “${kept}”.`];
  });
}

function brief({look, size}: Model, label: string, plan: PlannedRequest): readonly Span[] {
  const way = plan.url.replace(/^https:\/\/[^/]*/, '').replace(/\?.*$/, '');
  const room = size.columns - 24;
  const path = way.length <= room ? way : `${look.glyphs.more}${way.slice(-room)}`;
  return [
    dim(`    ${label.padEnd(6)} ${plan.method} `),
    dim(clip(say(look, path), size.columns - 18, look.glyphs.more)),
  ];
}

function inFull({look, size}: Model, plan: PlannedRequest): readonly (readonly Span[])[] {
  const head = wrapped(say(look, `${plan.method} ${plan.url}`), size.columns - 6);
  const body = plan.body === undefined || plan.body === null ? [] : safeJson(plan.body, 2).split('\n');
  return [...head, ...body.flatMap(line => folded(line, size.columns - 6))].map(text => [dim(`    ${text}`)]);
}

/** A line of JSON keeps its indent where it goes on. */
function folded(line: string, width: number): readonly string[] {
  const indent = /^ */.exec(line)?.[0] ?? '';
  const lines = wrapped(line.slice(indent.length), Math.max(8, width - indent.length - 2));
  return lines.map((text, at) => `${indent}${at === 0 ? '' : '  '}${text}`);
}

/** The longest that access can outlive its end, of all that is asked for. */
function ending({look, size}: Model, form: Form): readonly (readonly Span[])[] {
  const [slowest] = [...form.roles].sort((a, b) => b.guarantee.overrunSeconds - a.guarantee.overrunSeconds);
  if (slowest === undefined) return [];
  return wrapped(say(look, guaranteeInWords(slowest.guarantee)), size.columns - 4).map(text => [
    dim(`  ${text}`),
  ]);
}
