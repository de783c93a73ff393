import type {ReactNode} from 'react';
import type {Binding} from '../keymap/binding.ts';
import {bindingFor, keymapsFor, keysOf} from '../keymap/current.ts';
import type {Model} from '../model.ts';
import {shownKey} from '../shown-key.ts';
import {widthOf} from './cell.ts';
import {dim, Row, type Span} from './row.tsx';

/** The keys that count now, as many as fit; those that cannot act are dim. */
export function Footer({model}: {readonly model: Model}): ReactNode {
  const items = keymapsFor(model)
    .flatMap(map => map.bindings)
    .filter(binding => binding.quiet !== true && binding.offered?.(model) !== false)
    .map(binding => ({binding, key: ownKey(model, binding)}))
    .filter(({key}) => key !== undefined)
    .map(({binding, key = ''}) => ({
      key: shownKey(key),
      label: binding.label,
      vital: binding.vital === true,
      dull: binding.unavailable?.(model) !== undefined,
    }));
  const fitting = asManyAsFit(items, model.size.columns - 2);
  const spans = fitting.flatMap(({key, label, dull}, at): readonly Span[] => [
    {text: key, bold: !dull, dim: dull},
    dim(` ${label}${at === fitting.length - 1 ? '' : ' '.repeat(GAP)}`),
  ]);
  return <Row spans={[{text: '  '}, ...spans]} />;
}

/** The first of its keys that no nearer table has taken: a footer never promises what a key does not do. */
const ownKey = (model: Model, binding: Binding): string | undefined =>
  keysOf(binding, model.profile?.ui).find(key => bindingFor(model, key) === binding);

interface Item {
  readonly key: string;
  readonly label: string;
  readonly dull: boolean;
  readonly vital: boolean;
}

const GAP = 3;
const cellsOf = ({key, label}: Item): number => widthOf(key) + 1 + widthOf(label) + GAP;

/** Help is never what is left out, being the way to the other keys, nor is what an emergency needs. */
function asManyAsFit(items: readonly Item[], width: number): readonly Item[] {
  const {vital = [], others = []} = Object.groupBy(items, ({vital}) => (vital ? 'vital' : 'others'));
  let room = width + GAP - vital.reduce((sum, item) => sum + cellsOf(item), 0);
  const fitting = others.filter(item => {
    room -= cellsOf(item);
    return room >= 0;
  });
  return [...fitting, ...vital];
}
