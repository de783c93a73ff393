#!/usr/bin/env node
const LEAST = [22, 19] as const;

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < LEAST[0] || (major === LEAST[0] && minor < LEAST[1])) {
  process.stderr.write(
    `stint: this is Node ${process.versions.node}; stint needs Node ${LEAST.join('.')} or newer.\n`,
  );
  process.exitCode = 78;
} else {
  // The neighbour in dist, kept apart so that an old Node never reads it.
  await import('./main.js' as string);
}
