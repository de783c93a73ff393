import {chmod, readFile, rm} from 'node:fs/promises';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

/** CommonJS packages inside an ES module bundle still call `require` for Node's own modules. */
const REQUIRE =
  "import {createRequire as __createRequire} from 'node:module';const require = __createRequire(import.meta.url);";

/**
 * Builds `dist/`: a tiny `stint.js` that any Node can read, and `main.js` split by need, so that the command path
 * never loads Ink and a cached answer never loads an SDK. The keyring's native file stays outside (design 3).
 */
export async function bundle(): Promise<void> {
  const {version} = JSON.parse(await readFile(`${root}package.json`, 'utf8')) as {version: string};
  await rm(`${root}dist`, {recursive: true, force: true});
  await build({
    absWorkingDir: root,
    entryPoints: {stint: 'src/stint.ts', main: 'src/main.ts'},
    outdir: 'dist',
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    mainFields: ['module', 'main'],
    legalComments: 'none',
    external: ['@napi-rs/keyring', './main.js'],
    alias: {'react-devtools-core': './scripts/empty.cjs'},
    define: {'process.env.NODE_ENV': '"production"', STINT_VERSION: JSON.stringify(version)},
    banner: {js: REQUIRE},
    logLevel: 'warning',
  });
  await chmod(`${root}dist/stint.js`, 0o755);
}
