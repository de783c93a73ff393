/**
 * A process of its own that starts a guard and a child of another kind, and then stays, or leaves by itself (argv: file
 * to tell in, `stay` or `leave`). It says the pids of the guard and of the child.
 */
import {spawn} from 'node:child_process';
import {fileURLToPath} from 'node:url';
import {startGuard} from '../../src/host/guard-process.ts';

const [tell = '', how] = process.argv.slice(2);
const guard = await startGuard(fileURLToPath(new URL('guard-entry.ts', import.meta.url)), {TELL: tell});
await guard.send('first');
const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {
  stdio: 'ignore',
  detached: true,
});
process.stdout.write(`${JSON.stringify({guard: guard.pid, child: child.pid})}\n`);
if (how === 'stay') setInterval(() => undefined, 1000);
else child.unref();
