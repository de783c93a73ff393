/**
 * A process of its own for the tests of children: runs the command of its arguments, says what it sees, and shows that
 * it is still there afterwards.
 */
import {runChild} from '../../src/host/child.ts';

const outcome = await runChild(process.argv.slice(2), {env: process.env});
process.stdout.write(`outcome ${JSON.stringify(outcome)}\n`);
