/** A process of its own that appends and signs; argv: folder, name. Its wall clock runs a minute a line. */

import {minutes} from '../../src/core/time.ts';
import {systemClock} from '../../src/host/clock.ts';
import {fact} from './samples.ts';
import {signedLogIn} from './signed-log.ts';

const [folder = '', name = ''] = process.argv.slice(2);
const real = systemClock();
let turned = 0;
const log = signedLogIn(folder, {...real, now: () => real.now() + turned});
for (let n = 0; n < 20; n += 1) {
  turned += minutes(1);
  await log.append({...fact(`${name} ${n}`), type: 'active'});
}
await log.settled();
