import {expect} from 'vitest';
import type {OpenedApp} from '../../src/compose.ts';
import type {AuditEntry} from '../../src/core/audit.ts';
import type {ActivationState} from '../../src/core/state.ts';
import {minutes} from '../../src/core/time.ts';
import type {App} from '../../src/usecases/app.ts';
import {catchUp} from '../../src/usecases/catch-up.ts';
import {NEVER} from './practice-house.ts';
import {type Scene, type Spot, statusHere, using} from './scene.ts';
import {Tale} from './tale.ts';

/** A request this old would have arrived: what never did is closed then (`intent-back.ts`). */
const CERTAIN = minutes(6);

export interface Expected {
  /** What was asked for is to end with a process, which is gone. */
  readonly exits?: true | undefined;
}

/**
 * Nothing goes wrong any more, and the next commands come: what they tell is what the cloud has, nothing was asked for
 * twice, what was to end ends, nothing stays open, and the record is whole.
 */
export async function truthComesOut(given: Scene, {exits}: Expected = {}): Promise<void> {
  given.house.cloud.faults.clear();
  const scene = {...given, tale: new Tale(given.place)};
  await using(scene, async app => {
    await nextCommand(scene, app, ['unknown']);
    if (await isOpen(app)) {
      scene.house.cloud.clock.advance(CERTAIN);
      await nextCommand(scene, app, []);
    }
    await nothingOpen(scene, app, given.tale.words.includes('ending'));
    if (exits) await endedWithIt(scene, app);
  });
  expect(scene.tale.problems, 'nothing was wrong any more').toEqual([]);
  onceAtMost(scene);
}

const isOpen = async ({journal}: OpenedApp): Promise<boolean> =>
  (await journal.unsettled()).length > 0 || (await journal.wishes()).length > 0;

/** `besides`: states that may be told while the cloud has nothing. */
export async function nextCommand(
  scene: Spot,
  app: App,
  besides: readonly ActivationState[],
  isOver: () => boolean = () => false,
): Promise<void> {
  for await (const event of catchUp(app, NEVER))
    if ('problem' in event && !isOver()) expect(event.problem?.code).not.toBe('bug');
  const told = (await statusHere(scene, app)).map(({state}) => state);
  // What was not read whole says nothing about what is not there.
  if (isOver() || scene.tale.problems.length > 0) return;
  const {held, waiting, asked} = scene.place();
  const onTheWay = asked.some(word => /^(Granted|Pending|Provisioning)/.test(word));
  if (held) expect([['active'], ['deactivating']], 'what is held is told').toContainEqual(told);
  else if (waiting) expect(told, 'what waits is told').toEqual(['pending-approval']);
  else if (onTheWay) expect(told, 'what is on its way is told').toEqual(['provisioning']);
  else
    expect(
      told.filter(state => !besides.includes(state)),
      'what is not there is not told',
    ).toEqual([]);
}

async function nothingOpen(scene: Scene, app: OpenedApp, wasToEnd: boolean): Promise<void> {
  const {journal, audit} = app;
  expect(await journal.unsettled(), 'every intent has come to its end').toEqual([]);
  expect(await journal.wishes(), 'every wish has been carried out').toEqual([]);
  const {held, asked} = scene.place();
  if (wasToEnd) expect(held, 'what was to end has ended').toBe(false);
  expect(await audit.verify()).toMatchObject({type: 'whole'});
  const lines = await linesHere(scene, app);
  if (asked.length > 0) expect(lines, 'what was asked for is on record').toContain('request');
  if (asked.includes('Canceled')) expect(lines.some(isWithdrawal), 'its withdrawal is on record').toBe(true);
  if (held) expect(lines, 'what is held is on record').toContain('active');
  if (wasToEnd)
    expect(lines, 'its end is on record').toEqual(expect.arrayContaining(['end-requested', 'end']));
}

async function endedWithIt(scene: Scene, app: OpenedApp): Promise<void> {
  const {held, asked} = scene.place();
  expect(held, 'what was to end with its process has ended').toBe(false);
  const lines = await linesHere(scene, app);
  if (asked.includes('Provisioned')) expect(lines, 'its end is on record').toContain('end');
}

/** By the command itself, or as it was found later. */
const isWithdrawal = (line: string): boolean => line === 'cancel' || line === 'refusal';

async function linesHere({house, wish, scope}: Scene, {audit}: OpenedApp): Promise<readonly string[]> {
  const {id} = house.cloud.organisation.scope(wish.kind, scope);
  const lines: AuditEntry[] = [];
  for await (const line of audit.entries()) lines.push(line);
  return lines.filter(line => line.scope?.id.toLowerCase() === id.toLowerCase()).map(({type}) => type);
}

const REFUSED = [400, 403, 404, 429];

/** Asked for once; sent again only after a definite no. */
function onceAtMost({house, wish, scope, place}: Scene): void {
  expect(place().asked.length, 'activations at the cloud').toBeLessThanOrEqual(1);
  expect(place().ends, 'ends at the cloud').toBeLessThanOrEqual(1);
  const {id} = house.cloud.organisation.scope(wish.kind, scope);
  const sent = house.cloud.log.filter(
    ({method, path, body}) =>
      method !== 'GET' &&
      /"selfactivate"/i.test(body) &&
      `${path} ${body}`.toLowerCase().includes(id.toLowerCase()),
  );
  const unanswered = sent.filter(({status}) => !REFUSED.includes(status));
  expect(unanswered.length, 'activations sent without a definite no').toBeLessThanOrEqual(1);
  if (place().asked.length > 0) expect(sent.length).toBeGreaterThan(0);
}
