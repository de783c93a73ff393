import type {OutputChunk, Plugin} from 'rolldown';

/** A file that only says in which other one its names lie. */
const FACADE = /^export\{([^}]*)\}from"\.\/([^"]+)";\s*$/;
const IMPORT = /\bimport\([`"']\.\/(chunks\/)?([^`"'/]+)[`"']\)/g;

interface Facade {
  readonly chunk: string;
  /** `a as list,b as show`. */
  readonly names: string;
}

/**
 * A module that is imported dynamically and lies in a chunk with others gets a file of its own that says so. To open it
 * costs as much as to open any: whoever imports it is led to the chunk itself.
 */
export const noFacades: Plugin = {
  name: 'no-facades',
  generateBundle(_, bundle) {
    const chunks = Object.values(bundle).filter(one => one.type === 'chunk');
    const facades = new Map(chunks.flatMap(facadeIn));
    for (const chunk of chunks)
      chunk.code = chunk.code.replace(IMPORT, (whole, folder = '', name) => {
        const facade = facades.get(name);
        return facade === undefined ? whole : straight(folder, facade);
      });
    for (const name of facades.keys()) delete bundle[`chunks/${name}`];
  },
};

function facadeIn({fileName, code}: OutputChunk): [string, Facade][] {
  const [, names, chunk] = FACADE.exec(code) ?? [];
  if (!fileName.startsWith('chunks/') || names === undefined || chunk === undefined) return [];
  return [[fileName.slice('chunks/'.length), {chunk, names}]];
}

function straight(folder: string, {chunk, names}: Facade): string {
  const members = names.split(',').map(one => {
    const [inside = '', outside = inside] = one.split(' as ');
    return `${outside}:e.${inside}`;
  });
  return `import("./${folder}${chunk}").then(e=>({${members.join(',')}}))`;
}
