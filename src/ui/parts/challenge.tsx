import type {ReactNode} from 'react';
import {exact} from '../../core/untrusted.ts';
import type {Layout} from '../layout.ts';
import type {Model} from '../model.ts';
import {say} from '../theme.ts';
import {timeLeft} from '../times.ts';
import {dim, Lines, type Span} from './row.tsx';

/** A step-up on the way: a role asks for a fresh proof of who you are. */
export function ChallengeLines({model, layout}: {readonly model: Model; readonly layout: Layout}): ReactNode {
  const {challenge, look} = model;
  if (challenge === null) return null;
  const left = `   another ${timeLeft(challenge.expiresAt, model.now)}`;
  const lead: Span = {text: ` ${look.glyphs.attention} `, colour: look.colours.ending, bold: true};
  if (challenge.type === 'browser')
    return (
      <Lines
        height={layout.challenge}
        lines={[[lead, {text: 'The role asks who you are: answer in the browser.'}], [dim(left)]]}
      />
    );
  const lines: readonly (readonly Span[])[] = [
    [
      lead,
      {text: 'The role asks who you are. Enter '},
      {text: say(look, challenge.userCode), bold: true, colour: look.colours.accent},
      dim('   y copy   o open'),
    ],
    [{text: `   at ${say(look, exact(challenge.verificationUri))}`}, dim(left)],
  ];
  return <Lines height={layout.challenge} lines={lines} />;
}
