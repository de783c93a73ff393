import type {Scope} from '../../core/eligibility.ts';
import type {Kind} from '../../core/kind.ts';
import {exact} from '../../core/untrusted.ts';
import {isLendable} from '../lending.ts';
import {type Look, say} from '../theme.ts';
import {widthOf} from './cell.ts';

interface Placed {
  readonly kind: Kind;
  readonly scope: Scope;
}

/**
 * Where a role applies, in a cell: the name, and for an AWS account its number too, because names of accounts are
 * chosen freely and alike: whole where there is room, else its ends, else left to the details.
 */
export function placeOf(look: Look, {kind, scope}: Placed, cells: number): string {
  const name = say(look, scope.name);
  if (!isLendable({kind})) return name;
  const id = say(look, scope.id);
  const brief = shortened(look, id);
  if (exact(scope.name) === scope.id) return widthOf(id) <= cells ? id : brief;
  const both = [`${name} ${id}`, `${name} ${brief}`];
  return both.find(text => widthOf(text) <= cells) ?? name;
}

/** `4411…0032`. */
const shortened = (look: Look, id: string): string =>
  /^\d{12}$/.test(id) ? `${id.slice(0, 4)}${look.glyphs.more}${id.slice(-4)}` : id;
