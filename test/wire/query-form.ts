import {type Model, membersOf, shapeOf, targetOf} from './smithy.ts';
import {isObject, type Json} from './specs.ts';

/** `Tags.member.1.Key=a` as nested members; lists are still told by their numbers. */
export function queryMembers(form: URLSearchParams): Json {
  const root: Record<string, unknown> = {};
  for (const [name, value] of form)
    if (name !== 'Action' && name !== 'Version') put(root, name.split('.'), value);
  return root;
}

function put(into: Record<string, unknown>, [first = '', ...rest]: readonly string[], value: string): void {
  if (rest.length === 0) {
    into[first] = value;
    return;
  }
  const inner: Record<string, unknown> = isObject(into[first]) ? into[first] : {};
  into[first] = inner;
  put(inner, rest, value);
}

/** Texts as what their shapes are: whole numbers and lists. What does not fit is left for the check to find. */
export function typed(model: Model, target: string, value: unknown): unknown {
  const shape = shapeOf(model, target);
  if (shape.type === 'structure' && isObject(value)) {
    const targets = new Map(membersOf(shape).map(([name, member]) => [name, String(member.target)]));
    const entries = Object.entries(value).map(([name, one]) => [
      name,
      typed(model, targets.get(name) ?? '', one),
    ]);
    return Object.fromEntries(entries);
  }
  if (shape.type === 'list' && isObject(value)) return listed(model, targetOf(shape, 'member'), value);
  const isNumber = shape.type === 'integer' || shape.type === 'long';
  return isNumber && typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
}

/** Numbered from one, without a gap. */
function listed(model: Model, target: string, {member, ...rest}: Json): unknown {
  if (!isObject(member) || Object.keys(rest).length > 0) return {member, ...rest};
  const rows = Object.entries(member).sort(([one], [other]) => Number(one) - Number(other));
  const inOrder = rows.every(([number], at) => number === String(at + 1));
  return inOrder ? rows.map(([, row]) => typed(model, target, row)) : member;
}
