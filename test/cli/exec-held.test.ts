import {expect, test} from 'vitest';
import {Trouble} from '../../src/core/problem.ts';
import {US} from '../usecases/fake-guard.ts';
import {awsWorld} from './fake-aws.ts';
import {activeFor, eligibility, NOON, pending} from './fakes.ts';
import {run} from './run.ts';

const exec = (roles: readonly string[], ...more: readonly string[]) => [
  ...['exec', ...roles, '--justification', 'INC-1', '--duration', '30m', ...more],
];

const reader = eligibility('Reader', 'prod');

function office() {
  const at = awsWorld();
  at.azure.eligibilities = [reader];
  at.azure.answers = [activeFor(reader)];
  return at;
}

test('what is to end with the command is durable and guarded before the child runs, and nobody stays afterwards', async () => {
  const at = office();
  const before: unknown[] = [];
  const {code} = await run(exec(['Reader@prod'], '--', 'true'), {
    world: at,
    child: () => {
      before.push(at.guard.warded.length, [...at.wishes.values()]);
      return {type: 'ran', code: 0};
    },
  });
  expect(code).toBe(0);
  expect(before).toMatchObject([1, [{reason: 'until-exit', holder: US}]]);
  expect(at.wishes.size).toBe(0);
  expect(at.guard.dismissed).toBe(1);
  expect(at.record.map(({type}) => type)).toContain('exec');
  expect(JSON.stringify(at.record)).not.toContain('true"');
});

test('where nobody can stay behind that is said, and the end is waited for', async () => {
  const at = office();
  at.guard.refusal = new Trouble({
    code: 'unsupported',
    reason: 'A build job ends everything with it: nobody can stay behind.',
  });
  at.azure.ending = () =>
    at.clock.now() < NOON + 300_000 ? {type: 'too-soon', notBefore: NOON + 300_000} : {type: 'ended'};
  const {code, err} = await run(exec(['Reader@prod'], '--', 'true'), {
    world: at,
    child: () => ({type: 'ran', code: 5}),
  });
  expect(code).toBe(5);
  expect(err).toContain('nobody can stay behind. So this command stays until the end is done.');
  expect(err).toContain('Reader on prod: ends at 2026-11-22T12:05:00Z');
  expect(at.azure.ended).toHaveLength(1);
  expect(at.wishes.size).toBe(0);
});

test('it is waited for until it can be used, and that is said', async () => {
  const at = office();
  let looks = 0;
  const azure = Object.assign(at.azure, {
    usable: async () => {
      looks += 1;
      return looks > 2;
    },
  });
  const seen: number[] = [];
  const {code, err} = await run(exec(['Reader@prod'], '--', 'true'), {
    world: at,
    child: () => {
      seen.push(looks);
      return {type: 'ran', code: 0};
    },
  });
  expect(code).toBe(0);
  expect(seen).toEqual([3]);
  expect(azure.ended).toHaveLength(1);
  expect(err).toContain('waiting until the cloud lets it be used');
  expect(err).toContain('Reader on prod: usable until 12:30');
});

test('a bundle, and --bundle, are its roles', async () => {
  const at = office();
  const settings = {...at.app.settings, bundles: {oncall: ['Reader@prod', 'Operator']}};
  const world = {...at, app: {...at.app, settings}};
  expect((await run(exec(['@oncall'], '--', 'true'), {world})).code).toBe(0);
  expect((await run(exec([], '--bundle', 'oncall', '--', 'true'), {world})).code).toBe(0);
  expect([at.azure.ended.length, at.aws.ended.length]).toEqual([2, 2]);
  expect((await run(exec(['@other'], '--', 'true'), {world})).code).toBe(65);
});

test('what is still asked for when the command is given up is said to be nobody’s', async () => {
  const at = office();
  at.azure.answers = [pending('pending-approval', 'Grace')];
  const {code, err} = await run(exec(['Reader@prod'], '--', 'true'), {world: at});
  expect(code).toBe(81);
  expect(err).toContain('Should Reader on prod still be granted, the next stint command ends it');
  expect(at.azure.sent[0]?.untilExit).toEqual(US);
});
