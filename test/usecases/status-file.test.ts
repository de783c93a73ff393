import {describe, expect, test} from 'vitest';
import type {Grant} from '../../src/core/grant.ts';
import {deactivate} from '../../src/usecases/deactivate.ts';
import {gather} from '../../src/usecases/reading.ts';
import {status} from '../../src/usecases/status.ts';
import type {Source} from '../../src/usecases/story.ts';
import {run as activating, fold} from './activating.ts';
import {type AwsWorld, awsWorld, orderOf, permissionSet} from './aws-world.ts';
import {ended} from './deactivating.ts';
import {all, troubled} from './fake-cloud.ts';
import {FakeStatusFile} from './fake-guard.ts';
import {unwritable} from './fake-stores.ts';
import {collect, quiet} from './fakes.ts';
import {active, grant, HOUR, NOON, OFFLINE, order} from './samples.ts';

type Kept = AwsWorld & {readonly file: FakeStatusFile; readonly held: () => readonly string[] | undefined};

function kept(): Kept {
  const file = new FakeStatusFile();
  const w = awsWorld({statusFile: file});
  return {...w, file, held: () => file.held?.map(({id}) => id)};
}

const read = ({app}: Kept, source: Source = 'fresh') => gather(status(app, {source}, quiet()));
const end = ({app, clock}: Kept, of: Grant) =>
  clock.through(collect(deactivate(app, [of], {wait: false}, quiet())));

describe('the status file', () => {
  test('a whole answer of the clouds: what ends and what is on its way, nothing else', async () => {
    const w = kept();
    w.arm.activePages = all(
      grant(),
      grant({id: 'bound', assignment: 'time-bound'}),
      grant({id: 'standing', assignment: 'standing', endsAt: null}),
      grant({id: 'over', endsAt: NOON}),
    );
    w.arm.openPages = all(grant({id: 'waits', state: 'pending-approval', endsAt: null}));
    await read(w);
    expect(w.held()).toEqual(['azr-1.abc', 'bound', 'waits']);
  });

  test.each(['cached', 'fresh'] as const)(
    'an answer that is not whole (%s) changes nothing',
    async source => {
      const w = kept();
      w.arm.activePages = [troubled(OFFLINE)];
      await read(w, source);
      expect(w.held()).toBeUndefined();
    },
  );

  test('what begins is in it at once, whether its list was ever read or not; what ends is not', async () => {
    const w = kept();
    w.arm.answers = [active(), active({id: 'azr-2.abc'})];
    w.arm.endings = [ended];
    await activating(w, [order(), order({id: 'azr-2'})]);
    expect(w.held()).toEqual(['azr-1.abc', 'azr-2.abc']);
    await end(w, grant());
    expect(w.held()).toEqual(['azr-2.abc']);
  });

  test('loans, with what the copies know of the rest', async () => {
    const w = kept();
    w.arm.activePages = all(grant());
    await read(w);
    const loan = fold(await activating(w, [orderOf(permissionSet())]), 'aws-1').grant;
    expect(w.held()).toEqual(['azr-1.abc', loan?.id]);
    if (loan !== null) await end(w, loan);
    expect(w.held()).toEqual(['azr-1.abc']);
  });

  test('what has run out is left out the next time', async () => {
    const w = kept();
    w.arm.answers = [active(), active({id: 'azr-2.abc', endsAt: NOON + 3 * HOUR})];
    await activating(w, [order()]);
    await w.clock.turn(HOUR);
    await activating(w, [order({id: 'azr-2'})]);
    expect(w.held()).toEqual(['azr-2.abc']);
  });

  test('that cannot be written is nobody’s trouble', async () => {
    const w = kept();
    w.file.refusal = unwritable('status.json');
    w.arm.answers = [active()];
    expect(fold(await activating(w, [order()]))).toMatchObject({state: 'active', problem: null});
    expect((await read(w)).problems).toEqual([]);
  });
});
