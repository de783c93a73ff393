import type {Json} from './specs.ts';

/** The root of a document. `members`: elements by name, each a text or more members. */
export interface XmlElement {
  readonly name: string;
  readonly namespace: string;
  readonly members: Json;
}

/** Reads what the query protocol answers: elements and text, attributes on the root alone. `undefined`: it is not that. */
export function elementOf(text: string): XmlElement | undefined {
  const [, name = '', namespace = '', inside = ''] =
    /^<(\w+) xmlns="([^"]*)">(.*)<\/\1>\s*$/s.exec(text.trim()) ?? [];
  const members = name === '' ? undefined : membersIn(inside);
  return members === undefined ? undefined : {name, namespace, members};
}

function membersIn(text: string): Json | undefined {
  const found: Record<string, unknown> = {};
  const element = /\s*<(\w+)>(.*?)<\/\1>\s*/sy;
  while (element.lastIndex < text.length) {
    const [, name = '', inside = ''] = element.exec(text) ?? [];
    if (name === '' || Object.hasOwn(found, name)) return undefined;
    const inner = inside.includes('<') ? membersIn(inside) : unescaped(inside);
    if (inner === undefined) return undefined;
    found[name] = inner;
  }
  return found;
}

const ENTITIES: Readonly<Record<string, string>> = {lt: '<', gt: '>', amp: '&', quot: '"', apos: "'"};

/** A `&` that begins no entity is broken XML. */
function unescaped(text: string): string | undefined {
  if (/&(?!(lt|gt|amp|quot|apos);)/.test(text)) return undefined;
  return text.replace(/&(\w+);/g, (whole, name) => ENTITIES[name] ?? whole);
}
