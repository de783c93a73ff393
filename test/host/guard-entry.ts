/** One who stays behind, for tests: tells what it is, then each line it gets, then the end, in the file it is told. */
import {appendFileSync, readdirSync, readlinkSync} from 'node:fs';
import {createInterface} from 'node:readline';

const tell = (text: string): void => appendFileSync(process.env.TELL ?? '', `${text}\n`);

function descriptors(): readonly string[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc/self/fd').flatMap(fd => {
    try {
      return [`${fd} ${readlinkSync(`/proc/self/fd/${fd}`)}`];
    } catch {
      return [];
    }
  });
}

const {TELL: _, ...others} = process.env;
tell(
  JSON.stringify({
    pid: process.pid,
    cwd: process.cwd(),
    env: Object.keys(others),
    argv: process.argv.slice(2),
  }),
);
tell(JSON.stringify(descriptors()));
for await (const line of createInterface({input: process.stdin})) tell(`line ${line}`);
tell('end');
