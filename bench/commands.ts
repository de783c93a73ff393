import {signedInHome} from './practice-home.ts';
import type {Row} from './rows.ts';
import {againstBareNode, stint} from './timing.ts';

/** Starts of the command line, in bare starts of Node. */
export async function startRows(): Promise<readonly Row[]> {
  const home = await signedInHome({scenario: 'demo'});
  try {
    await stint(['list', '--refresh'], home.env);
    await stint(['status'], home.env);
    const ratio = async (what: string, args: readonly string[], budget: number): Promise<Row> => ({
      what,
      measured: await againstBareNode(args, home.env),
      budget,
      unit: 'x',
    });
    return [
      await ratio('stint --version', ['--version'], 1.6),
      await ratio('stint --help', ['--help'], 1.6),
      await ratio('stint status --cached', ['status', '--cached'], 2.5),
      await ratio('stint status --short', ['status', '--short', '--cached'], 2.5),
    ];
  } finally {
    await home.close();
  }
}

/** A cached list of ten thousand rows, printed. */
export async function bigListRow(): Promise<Row> {
  const home = await signedInHome({scenario: 'thousands', count: 10_000});
  try {
    await stint(['list', '--refresh', '--quiet'], home.env);
    const measured = await againstBareNode(['list', '--cached'], home.env, 9);
    return {what: 'stint list --cached, 10,000 rows', measured, budget: 4, unit: 'x'};
  } finally {
    await home.close();
  }
}

/** Requests between Enter and "submitted", from a warm list: the write alone. */
export async function activateRow(): Promise<Row> {
  const home = await signedInHome({scenario: 'small'});
  try {
    home.cloud.organisation.eligible({
      kind: 'azure-resource',
      role: 'Bench Operator',
      scope: 'bench',
      maxDuration: 'PT8H',
    });
    await stint(['list', '--refresh'], home.env);
    await stint(['activate', 'Bench Operator', '--justification', 'dry', '--dry-run'], home.env);
    const before = home.cloud.log.length;
    await stint(['activate', 'Bench Operator', '--justification', 'bench', '--wait'], home.env);
    const sent = home.cloud.log.slice(before);
    const write = sent.findIndex(one => one.method === 'PUT' && /ScheduleRequests/i.test(one.path));
    if (write < 0) throw new Error('the activation was never sent');
    return {what: 'activate from a warm list', measured: write + 1, budget: 1, unit: 'requests'};
  } finally {
    await home.close();
  }
}
