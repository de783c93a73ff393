import type {ReactNode} from 'react';
import type {Grant} from '../../core/grant.ts';
import {partingKeys} from '../keymap/asides.ts';
import {keysOf} from '../keymap/current.ts';
import {bodyHeight} from '../layout.ts';
import type {Model, ScreenOf} from '../model.ts';
import {Aside} from '../parts/aside.tsx';
import {padTo, wrapped} from '../parts/cell.ts';
import {nameOf, waysToLeave} from '../parts/parting-words.ts';
import {dim, type Span} from '../parts/row.tsx';
import {shownKey} from '../shown-key.ts';
import {timeLeft} from '../times.ts';
import {runningHere} from '../update/parting.ts';
import {roughly} from '../vague.ts';

/** What still runs, and what each way of leaving does with it. */
export function Leaving({model}: {readonly model: Model}): ReactNode {
  const grants = runningHere(model);
  const {look, size} = model;
  const ways = waysToLeave(model, grants);
  const count = grants.length === 1 ? 'One role is' : `${grants.length} roles are`;
  const besides = ways.besides.flatMap(text => wrapped(text, size.columns - 4));
  const room = bodyHeight(model) - AROUND;
  const rows = withRest(
    grants.map(grant => running(model, grant)),
    Math.max(2, room - besides.length),
  );
  const said = cutTo(besides, room - rows.length, look.glyphs.more);
  const offers = [ways.stays, ways.endsNow, ways.endsBehind, 'stay'].map((text, at) =>
    offer(model, at, text),
  );
  return (
    <Aside
      model={model}
      lines={[
        [],
        [{text: `  ${count} active that you took here.`, bold: true}],
        ...rows,
        [],
        ...offers,
        [],
        ...said.map(line => [dim(`  ${line}`)]),
      ]}
    />
  );
}

/** The ways to leave, the title, and the empty lines between. */
const AROUND = 8;

function running(model: Model, grant: Grant): readonly Span[] {
  const {look, size} = model;
  const left = grant.endsAt === null ? '' : roughly(model, timeLeft(grant.endsAt, model.now));
  const name = padTo(nameOf(model, grant), Math.min(48, size.columns - 18), look.glyphs.more);
  return [{text: `   ${name}`}, dim(` ${left}`)];
}

/** As many as fit; the last line counts those that do not. */
function withRest(rows: readonly (readonly Span[])[], room: number): readonly (readonly Span[])[] {
  if (rows.length <= room) return rows;
  const most = room - 1;
  return [...rows.slice(0, most), [dim(`   and ${rows.length - most} more`)]];
}

/** What does not fit leaves a mark. */
function cutTo(lines: readonly string[], room: number, more: string): readonly string[] {
  if (lines.length <= room) return lines;
  return lines.slice(0, Math.max(0, room)).map((line, at) => (at === room - 1 ? `${line} ${more}` : line));
}

function offer(model: Model, at: number, text: string): readonly Span[] {
  const binding = partingKeys.bindings[at];
  const [key = ''] = binding === undefined ? [] : keysOf(binding, model.profile?.ui);
  return [
    {text: `  ${padTo(shownKey(key), 4, '')}`, bold: true, colour: model.look.colours.accent},
    {text: text},
  ];
}

/** The bundles of the settings, each with the roles it names. */
export function Bundles({
  model,
  screen,
}: {
  readonly model: Model;
  readonly screen: ScreenOf<'bundles'>;
}): ReactNode {
  const {look, size} = model;
  const all = Object.entries(model.profile?.bundles ?? {});
  const height = Math.max(1, size.rows - 8);
  const top = Math.max(0, Math.min(screen.at - height + 1, all.length - height));
  const rows = all.slice(top, top + height).map(([name, words], at): readonly Span[] => {
    const isChosen = top + at === screen.at;
    const accent = isChosen ? look.colours.accent : undefined;
    return [
      {text: isChosen ? ` ${look.glyphs.cursor} ` : '   ', colour: accent, bold: isChosen},
      {text: padTo(`@${name}`, 18, look.glyphs.more), colour: accent, bold: isChosen},
      dim(padTo(` ${words.join(', ')}`, size.columns - 22, look.glyphs.more)),
    ];
  });
  return (
    <Aside model={model} lines={[[], [{text: '  Ask for the roles of a bundle', bold: true}], [], ...rows]} />
  );
}
