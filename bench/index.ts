import {accountsRow, credsRow} from './aws.ts';
import {activateRow, bigListRow, startRows} from './commands.ts';
import {listRows} from './reading.ts';
import {type Row, table} from './rows.ts';
import {bigScreenRows, idleRows} from './screen.ts';

/** One after the other: two things measured at once measure each other. */
async function measure(): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const part of [
    startRows,
    credsRow,
    bigListRow,
    listRows,
    accountsRow,
    activateRow,
    bigScreenRows,
    idleRows,
  ]) {
    process.stderr.write(`measuring: ${part.name}\n`);
    rows.push(...[await part()].flat());
  }
  return rows;
}

process.stdout.write(
  `${table(await measure())}\n\n"x" is multiples of a bare start of Node on this machine, in the same run.\n`,
);
