import {guaranteeInWords} from '../../core/guarantee.ts';
import {kindLabel} from '../../core/kind.ts';
import type {PlannedRequest} from '../../core/ports.ts';
import {safeJson} from '../../core/untrusted.ts';
import type {Form} from '../form.ts';
import type {Model} from '../model.ts';
import {say} from '../theme.ts';
import {clip, wrapped} from './cell.ts';
import {dim, type Span} from './row.tsx';

/** What will be sent, in a line each, and what its end is worth. */
export function planLines(model: Model, form: Form): readonly (readonly Span[])[] {
  const lines = form.roles.flatMap(role =>
    (form.plans.get(role.id) ?? []).map(plan => brief(model, kindLabel(role.kind), plan)),
  );
  return [...(lines.length === 0 ? [] : [TITLE, ...lines]), ...ending(model, form)];
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

const TITLE: readonly Span[] = [{text: '  What will be sent', bold: true}];

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
