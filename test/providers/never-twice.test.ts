import {afterEach, describe, expect, test} from 'vitest';
import {minutes} from '../../src/core/time.ts';
import type {Harm} from '../../src/sandbox/index.ts';
import {activated, closeStages, intentFor, type Stage, stage, theOne, writes} from './stage.ts';
import {subjects} from './subjects.ts';

afterEach(closeStages);

/** Everything that a read is tried again after (`core/retry`), and what looks like it. */
const HARMS: readonly (readonly [string, Harm])[] = [
  ['408', {status: 408, body: {}}],
  ['429, in a second', {status: 429, headers: {'retry-after': '1'}, body: {}}],
  ['500', {status: 500, body: {}}],
  ['502 with a web page', {status: 502, garbage: 'html'}],
  ['503, in a second', {status: 503, headers: {'retry-after': '1'}, body: {}}],
  ['reset', {reset: true}],
  ['truncated', {truncate: true}],
  ['answer lost', {loseAnswer: true}],
];

async function once(on: Stage, work: Promise<unknown>, before: number) {
  await on.clock.through(work);
  expect(writes(on).length - before).toBe(1);
  expect(on.clock.naps.length).toBe(0);
}

describe.each(subjects)('$kind: a write is sent once, whatever comes of it', subject => {
  const match = {origin: subject.origin, method: subject.write.method};

  test.each(HARMS)('asking: %s', async (_what, harm) => {
    const on = await stage(subject);
    const intent = await intentFor(on, await theOne(on));
    on.cloud.faults.add({match, do: harm});
    await once(on, on.provider.activate(intent, on.call), 0);
  });

  test.each(HARMS)('ending: %s', async (_what, harm) => {
    const on = await stage(subject);
    const grant = await activated(on);
    on.cloud.clock.advance(minutes(6));
    const before = writes(on).length;
    on.cloud.faults.add({match, do: harm});
    await once(on, on.provider.deactivate(grant, crypto.randomUUID(), on.call), before);
  });

  test.each(HARMS)('withdrawing: %s', async (_what, harm) => {
    const on = await stage(subject, {requires: {approval: ['Grace Hopper']}});
    const intent = await intentFor(on, await theOne(on));
    await on.provider.activate(intent, on.call);
    const [request] = await on.clock.through(requests(on));
    if (request === undefined) throw new Error('nothing waits');
    const cancels = () => on.cloud.log.filter(({path}) => /\/cancel$/.test(path)).length;
    on.cloud.faults.add({match: {origin: subject.origin, path: /\/cancel/}, do: harm});
    await on.clock.through(on.provider.cancel(request, on.call));
    expect(cancels()).toBe(1);
  });
});

async function requests(on: Stage) {
  const found = [];
  for await (const page of on.provider.open(on.signal)) found.push(...page.items);
  return found;
}
