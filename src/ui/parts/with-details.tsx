import {Box} from 'ink';
import type {ReactNode} from 'react';
import type {Layout} from '../layout.ts';
import type {Model} from '../model.ts';
import {dim, Lines, Row, type Span} from './row.tsx';

type Lined = readonly (readonly Span[])[];

interface Props {
  readonly model: Model;
  readonly layout: Layout;
  readonly list: readonly (readonly Span[])[];
  /** The details of the chosen row, at this width. */
  readonly details: (width: number) => readonly (readonly Span[])[];
}

/** A list with the details of its chosen row at the right, or below, or not at all. */
export function WithDetails({model, layout, list, details}: Props): ReactNode {
  if (layout.beside > 0) return <Beside model={model} layout={layout} list={list} details={details} />;
  const below =
    layout.below === 0 ? [] : fitting(model, details(layout.columns - 4), layout.below - 1).map(indented);
  return (
    <>
      <Lines lines={list} height={layout.list} />
      {layout.below > 0 && <Row spans={[dim(model.look.glyphs.rule.repeat(layout.columns))]} />}
      {layout.below > 1 && <Lines lines={below} height={layout.below - 1} />}
    </>
  );
}

function Beside({model, layout, list, details}: Props): ReactNode {
  return (
    <Box>
      <Box flexDirection="column" width={layout.listColumns}>
        <Lines lines={list} height={layout.list} />
      </Box>
      <Box flexDirection="column" width={layout.beside}>
        <Lines
          lines={fitting(model, details(layout.beside - 4), layout.list).map(indented)}
          height={layout.list}
        />
      </Box>
    </Box>
  );
}

/** Where not everything fits, the last line says so. */
function fitting(model: Model, lines: Lined, height: number): Lined {
  if (lines.length <= height) return lines;
  const [last = []] = lines.slice(height - 1, height);
  return [...lines.slice(0, height - 1), [...last, dim(` ${model.look.glyphs.more}`)]];
}

const indented = (line: readonly Span[]): readonly Span[] => [{text: '  '}, ...line];
