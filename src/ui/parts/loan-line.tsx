import type {ReactNode} from 'react';
import {lentChosen} from '../abilities.ts';
import type {Model} from '../model.ts';
import {clip} from './cell.ts';
import {clockWords} from './loan-words.ts';
import {dim, Row} from './row.tsx';

/** The second clock of the chosen loan; its keys are in the footer. */
export function LoanLine({model}: {readonly model: Model}): ReactNode {
  const loan = lentChosen(model);
  if (loan === undefined) return null;
  const {look, size, now} = model;
  return <Row spans={[dim(`     ${clip(clockWords(loan, now), size.columns - 6, look.glyphs.more)}`)]} />;
}
