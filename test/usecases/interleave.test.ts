import {expect, test} from 'vitest';
import {interleave, type Work} from '../../src/usecases/interleave.ts';
import {HandClock} from '../support/clock.ts';
import {collect, quiet} from './fakes.ts';

const clock = new HandClock();

/** Says its name `times` times, every `every` milliseconds. */
const bell = (name: string, every: number, times: number): Work<string> =>
  async function* (signal) {
    for (let rung = 0; rung < times; rung += 1) {
      await clock.sleep(every, signal);
      yield name;
    }
  };

test('stories are told in the order in which things happen', async () => {
  const story = interleave([bell('slow', 30, 2), bell('quick', 20, 2)], 2, quiet());
  expect(await clock.through(collect(story))).toEqual(['quick', 'slow', 'quick', 'slow']);
});

test('no more than so many at once', async () => {
  const story = interleave([bell('a', 10, 2), bell('b', 1, 1), bell('c', 1, 1)], 1, quiet());
  expect(await clock.through(collect(story))).toEqual(['a', 'a', 'b', 'c']);
});

test('nothing to tell is over at once', async () => {
  expect(await collect(interleave([], 4, quiet()))).toEqual([]);
});

test('one that throws ends all, and their signal fires', async () => {
  let stopped = false;
  const patient: Work<string> = async function* (signal) {
    signal.addEventListener('abort', () => {
      stopped = true;
    });
    await clock.sleep(1e9, signal);
    yield 'never';
  };
  const broken: Work<string> = async function* () {
    yield 'so far';
    throw new Error('enough');
  };
  const story = interleave([patient, broken], 2, quiet());
  expect((await story.next()).value).toBe('so far');
  await expect(story.next()).rejects.toThrow('enough');
  expect(stopped).toBe(true);
});

test('a listener who leaves stops every story, and each may tidy up first', async () => {
  const tidied: string[] = [];
  const tidy = (name: string): Work<string> =>
    async function* (signal) {
      try {
        yield name;
        await clock.sleep(1e9, signal);
      } finally {
        tidied.push(name);
      }
    };
  for await (const told of interleave([tidy('a'), tidy('b')], 2, quiet())) if (told === 'a') break;
  expect(tidied.sort()).toEqual(['a', 'b']);
});
