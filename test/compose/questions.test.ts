import {expect, test} from 'vitest';
import {hearingQuestions} from '../../src/compose/emergency/questions.ts';
import type {World} from '../../src/compose/world.ts';
import {Secret} from '../../src/core/secret.ts';

/** Only asking is looked at here. */
const asking = (ask: World['ask']): World => ({ask}) as Partial<World> as World;

test('a question is open until it is answered', async () => {
  const answer = Promise.withResolvers<Secret>();
  const {world, open} = hearingQuestions(asking(() => answer.promise));
  expect(open()).toBeUndefined();
  const typed = world.ask('Passphrase: ');
  const settled = open();
  expect(settled).toBeDefined();
  answer.resolve(new Secret('correct horse'));
  await settled;
  expect(open()).toBeUndefined();
  expect((await typed).reveal()).toBe('correct horse');
});

test('one that nobody answers is over, too', async () => {
  const {world, open} = hearingQuestions(asking(async () => Promise.reject(new Error('ctrl-c'))));
  const typed = world.ask('Passphrase: ').catch(String);
  await open();
  expect([open(), await typed]).toEqual([undefined, 'Error: ctrl-c']);
});
