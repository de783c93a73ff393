import {chmod, readdir, readFile, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {type Plugin, rolldown} from 'rolldown';
import {CHUNKS} from './chunks.ts';
import {noFacades} from './facades.ts';
import {lateSegmenters, quickWidths} from './widths.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Builds `dist/`: a tiny `stint.js` that any Node can read, `main.js` in chunks by need, so that the command path never
 * loads Ink and a cached answer never loads an SDK, and `guardian.js`, which may stay behind. The keyring's native file
 * stays outside (design 3).
 */
export async function bundle(folder = `${root}dist`): Promise<void> {
  const {version} = JSON.parse(await readFile(`${root}package.json`, 'utf8')) as {version: string};
  const built = await rolldown({
    cwd: root,
    input: {stint: 'src/stint.ts', main: 'src/main.ts', guardian: 'src/guardian.ts'},
    platform: 'node',
    external: ['@napi-rs/keyring', './main.js'],
    resolve: {alias: {'react-devtools-core': EMPTY}},
    transform: {
      target: 'node22',
      define: {'process.env.NODE_ENV': '"production"', STINT_VERSION: JSON.stringify(version)},
    },
    plugins: [builtins, ownBytes, durations, lateSegmenters, quickWidths, noFacades],
    // One chunk for what is imported both now and later is what the groups are for.
    checks: {ineffectiveDynamicImport: false},
  });
  const {output} = await built.write({
    dir: folder,
    format: 'esm',
    minify: true,
    comments: false,
    chunkFileNames: 'chunks/[name]-[hash].js',
    codeSplitting: {groups: CHUNKS},
  });
  await built.close();
  await removeOthers(
    folder,
    output.map(file => file.fileName),
  );
  await chmod(`${folder}/stint.js`, 0o755);
}

/** Afterwards, not before: whoever starts the program meanwhile finds one. */
async function removeOthers(folder: string, kept: readonly string[]): Promise<void> {
  const found = await readdir(folder, {recursive: true, withFileTypes: true});
  const files = found.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name));
  const wanted = new Set(kept.map(name => join(folder, name)));
  await Promise.all(files.filter(file => !wanted.has(file)).map(file => rm(file)));
}

const EMPTY = `${root}scripts/empty.cjs`;

const BUILTIN_IMPORT = /^import ([\w$]+|\* as [\w$]+|\{[^}]*\}) from ('node:[^']+');$/gm;

/** Whose modules are read at every start of the command line or of the screen. */
const STARTERS =
  /[\\/](src|commander[\\/]lib|node_modules[\\/](ink|chalk|ansi-escapes|cli-cursor|cli-truncate|is-in-ci|patch-console|restore-cursor|terminal-size))[\\/].*\.[jt]sx?$/;

/**
 * Node's own modules by `process.getBuiltinModule`, where starting must be quick: an `import` reads every lazy getter
 * that a module has, and those of `node:fs`, `node:util` and `node:process` cost 5 to 9 ms each, a sixth of a start.
 */
const builtins: Plugin = {
  name: 'builtins',
  transform: {
    filter: {id: STARTERS, code: "from 'node:"},
    handler: (code, id) => code.replace(BUILTIN_IMPORT, (_, names, module) => taken(names, module, id)),
  },
};

/** Ink's layout engine has its code as text in itself. It would `fetch` that, which loads a whole HTTP stack (40 ms). */
const ownBytes: Plugin = {
  name: 'own-bytes',
  transform: {
    filter: {id: /[\\/]yoga-layout[\\/].*wasm/, code: 'typeof fetch'},
    handler: code => code.replaceAll('typeof fetch', '"undefined"'),
  },
};

/** CommonJS that every start needs: as it is, it would bring a file of its own that makes CommonJS work. */
const durations: Plugin = {
  name: 'durations',
  transform: {
    filter: {id: /[\\/]iso8601-duration[\\/]lib[\\/]index\.js$/},
    handler: code => `const exports = {};\n${code}\nexport {parse};`,
  },
};

function taken(names: string, module: string, id: string): string {
  if (module === "'node:process'") return names === 'process' ? '' : `const ${bindings(names)} = process;`;
  // Commander loads it for commands that are programs of their own; stint has none.
  if (module === "'node:child_process'" && id.includes('commander')) return `const ${names} = {};`;
  return `const ${bindings(names)} = process.getBuiltinModule(${module});`;
}

/** `{createHash, type Hash, open as openFile}` as a pattern: `{createHash, open: openFile}`. */
const bindings = (names: string): string =>
  names
    .replace('* as ', '')
    .replace(/type \w+,?/g, '')
    .replaceAll(' as ', ': ');
