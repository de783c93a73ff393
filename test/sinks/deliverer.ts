/**
 * A process of its own that records lines and delivers them to a file, as commands do. argv: home folder, file, name,
 * how many lines. It says the number of each one that it has recorded.
 */
import {systemClock} from '../../src/host/clock.ts';
import {createFileSink} from '../../src/sinks/file.ts';
import {lineFile} from '../../src/stores/sink-file.ts';
import {fact} from '../stores/samples.ts';
import {house} from './house.ts';

const [folder = '', path = '', name = '', count = '0'] = process.argv.slice(2);
const never = new AbortController().signal;
const {audit, delivery} = house({
  ...{folder, clock: systemClock(), random: Math.random},
  sinks: [createFileSink('log', path, lineFile)],
});
for (let n = 0; n < Number(count); n += 1) {
  await audit.append(fact(`${name} ${n}`));
  await delivery.deliver(never, 3000);
  process.stdout.write(`${n}\n`);
}
