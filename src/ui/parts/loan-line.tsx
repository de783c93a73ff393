import type {ReactNode} from 'react';
import {lentChosen} from '../abilities.ts';
import type {Model} from '../model.ts';
import {clip} from './cell.ts';
import {clockWords} from './loan-words.ts';
import {dim, Row} from './row.tsx';

/** `credentials until 14:25 · c copy the command · x shell`: the second clock of the chosen loan. */
export function LoanLine({model}: {readonly model: Model}): ReactNode {
  const loan = lentChosen(model);
  if (loan === undefined) return null;
  const {dot, more} = model.look.glyphs;
  const text = [clockWords(loan, model.now), 'c copies the command that uses them', 'x shell'].join(
    ` ${dot} `,
  );
  return <Row spans={[dim(`     ${clip(text, model.size.columns - 6, more)}`)]} />;
}
