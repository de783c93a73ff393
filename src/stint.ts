#!/usr/bin/env node
const LEAST = [22, 19] as const;

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < LEAST[0] || (major === LEAST[0] && minor < LEAST[1])) {
  process.stderr.write(
    `stint: this is Node ${process.versions.node}; stint needs Node ${LEAST.join('.')} or newer.\n`,
  );
  process.exitCode = 78;
} else {
  keepCompiled();
  // The neighbour in dist, kept apart so that an old Node never reads it.
  await import('./main.js' as string);
}

/**
 * Node keeps what it has compiled beside the code itself, and only where the code is this user's and nobody else may
 * write there: whoever could put something into that folder could as well change the code. Named by no variable.
 */
function keepCompiled(): void {
  const me = process.getuid?.();
  const {dirname} = import.meta;
  const {mode, uid} = process.getBuiltinModule('node:fs').statSync(dirname);
  if (me === undefined || uid !== me || (mode & 0o022) !== 0) return;
  process.getBuiltinModule('node:module').enableCompileCache(`${dirname}/.compiled`);
}
