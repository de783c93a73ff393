import type {ReactNode} from 'react';
import {bodyHeight} from '../layout.ts';
import type {Model} from '../model.ts';
import {Header, Rule} from './header.tsx';
import {Lines, type Span} from './row.tsx';

export type AsideLines = readonly (readonly Span[])[];

/** A screen that is no list: lines between the rule and the footer. */
export function Aside({model, lines}: {readonly model: Model; readonly lines: AsideLines}): ReactNode {
  return (
    <>
      <Header model={model} />
      <Rule model={model} />
      <Lines lines={lines} height={bodyHeight(model)} />
    </>
  );
}
