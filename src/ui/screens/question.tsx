import type {ReactNode} from 'react';
import type {Grant} from '../../core/grant.ts';
import {bodyHeight} from '../layout.ts';
import type {Question as Asked, Model, ScreenOf} from '../model.ts';
import {Aside, type AsideLines} from '../parts/aside.tsx';
import {clip, wrapped} from '../parts/cell.ts';
import {afterEnding} from '../parts/loan-words.ts';
import {nameOf} from '../parts/parting-words.ts';
import {dim} from '../parts/row.tsx';
import {say} from '../theme.ts';
import {clockTime} from '../times.ts';

export function Question({
  model,
  screen,
}: {
  readonly model: Model;
  readonly screen: ScreenOf<'question'>;
}): ReactNode {
  const words = wordsFor(model, screen.question);
  const lines =
    words === undefined ? [[], [dim('  It has ended in the meantime.')]] : questionLines(model, words);
  return <Aside model={model} lines={lines} />;
}

interface Words {
  readonly asked: string;
  /** What it is about, where that is more than one thing. */
  readonly about: readonly string[];
  readonly more: string;
}

function wordsFor(model: Model, question: Asked): Words | undefined {
  switch (question.verb) {
    case 'deactivate':
    case 'cancel': {
      const grant = model.holdings.grants.find(one => one.id === question.grantId);
      return grant && wordsForOne(model, question.verb, grant);
    }
    case 'end-all': {
      const grants = model.holdings.grants.filter(({id}) => question.grantIds.includes(id));
      const more =
        'What was activated or lent ends, and nothing else. PIM ends nothing in its first five minutes: that ends as soon as it can.';
      return grants.length === 0
        ? undefined
        : {asked: `End ${allOf(grants.length)} now?`, about: grants.map(grant => nameOf(model, grant)), more};
    }
    case 'give-back': {
      const about = question.batch.map(({activation, eligibility}) =>
        nameIn(model, activation.grant, eligibility.id),
      );
      const more = 'Requests that are on their way are withdrawn. What was active before stays.';
      return {asked: `Give back ${allOf(about.length)}, because not everything was given?`, about, more};
    }
  }
}

const allOf = (count: number): string => (count === 1 ? 'this one' : `these ${count}`);

function nameIn(model: Model, grant: Grant | null, eligibilityId: string): string {
  const role = grant ?? model.roles.rows.find(({id}) => id === eligibilityId);
  return role === undefined ? eligibilityId : nameOf(model, role);
}

function wordsForOne(model: Model, verb: 'deactivate' | 'cancel', grant: Grant): Words {
  const name = nameOf(model, grant);
  if (verb === 'cancel')
    return {
      asked: `Withdraw the request for ${name}?`,
      about: [],
      more: 'Nobody will be asked to approve it any more.',
    };
  const until =
    grant.endsAt === null ? '' : `It would end by itself at ${clockTime(grant.endsAt, model.now)}. `;
  return {asked: `End ${name} now?`, about: [], more: `${until}${afterEnding(grant, model.now)}`};
}

/** The empty lines between, and the answers. */
const AROUND = 4;

function questionLines(model: Model, {asked, about, more}: Words): AsideLines {
  const {look, size} = model;
  const title = wrapped(asked, size.columns - 4);
  const besides = wrapped(say(look, more), size.columns - 4);
  const room = Math.max(2, bodyHeight(model) - title.length - besides.length - AROUND);
  const shown = about.slice(0, about.length > room ? room - 1 : room);
  const rest = about.length > shown.length ? [[dim(`   and ${about.length - shown.length} more`)]] : [];
  return [
    [],
    ...title.map(text => [{text: `  ${text}`, bold: true}]),
    ...shown.map(text => [{text: `   ${clip(text, size.columns - 4, look.glyphs.more)}`}]),
    ...rest,
    [],
    ...besides.map(text => [dim(`  ${text}`)]),
    [],
    [
      {text: '  y', bold: true, colour: look.colours.accent},
      {text: ' yes    '},
      {text: 'n', bold: true, colour: look.colours.accent},
      {text: ' no'},
    ],
  ];
}
