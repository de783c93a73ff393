import type {WirePermission} from './wire.ts';

/** Whether everything a role lets its holder do is among what the caller may do: entry by entry, as Azure lists it. */
export const coversAll = (held: readonly WirePermission[], wanted: readonly WirePermission[]): boolean =>
  wanted.every(one => held.some(other => covers(other, one)));

/** An entry covers another that allows no more and takes away no less. */
function covers(held: WirePermission, wanted: WirePermission): boolean {
  return (
    allIn(wanted.actions, held.actions) &&
    allIn(held.notActions, wanted.notActions) &&
    allIn(wanted.dataActions, held.dataActions) &&
    allIn(held.notDataActions, wanted.notDataActions)
  );
}

/** Whether a role lets its holder do this one thing. */
export const allows = (permissions: readonly WirePermission[], action: string): boolean =>
  permissions.some(({actions, notActions}) => allIn([action], actions) && !allIn([action], notActions));

type Patterns = readonly string[] | null | undefined;

const allIn = (narrow: Patterns, wide: Patterns): boolean =>
  (narrow ?? []).every(one => (wide ?? []).some(other => isWithin(one, other)));

/**
 * Whether a pattern takes in all that another one does; `*` is any run of characters, and case does not count. A `*` of
 * the narrower one is only ever met by a `*` of the wider.
 */
export function isWithin(narrow: string, wide: string): boolean {
  const text = narrow.toLowerCase();
  const [first = '', ...rest] = wide.toLowerCase().split('*');
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
