import type {Grant} from '../core/grant.ts';
import type {Intent, IntentRow} from '../core/intent.ts';
import type {ActivationState} from '../core/state.ts';
import {type App, providerOf} from './app.ts';
import {cancel} from './cancel.ts';
import type {IntentBack} from './intent-back.ts';
import {ofRow} from './reconciled.ts';
import {troubleIn} from './trouble.ts';
import {isLeft} from './until-exit.ts';

/** Of a batch that was given up, or whose process is gone before it was kept. */
export const isUnwanted = (app: App, intent: Intent): boolean =>
  (intent.isUnwanted === true || intent.batch !== undefined) && isLeft(app, intent);

/** What waits, or begins later, for nobody: it is withdrawn. What cannot be withdrawn now is tried again by whoever runs next. */
export async function withdrawn(
  app: App,
  row: IntentRow,
  {requestId, state}: {readonly requestId: string; readonly state: ActivationState},
  signal: AbortSignal,
): Promise<IntentBack> {
  const {intent} = row;
  const open = await requestOf(app, intent, requestId, signal);
  for await (const told of open === undefined ? [] : cancel(app, [open], signal)) {
    if (told.type !== 'item') continue;
    if (told.event.type === 'cancelled') {
      const news = {type: 'intent-closed', intent, state: 'cancelled', problem: null} as const;
      return {told: ofRow(row, {requestId, action: 'closed', state: 'cancelled', news})};
    }
    if (told.event.type === 'failed')
      return {told: ofRow(row, {requestId, action: 'watched', state, problem: told.event.problem})};
  }
  return {told: ofRow(row, {requestId, action: 'watched', state})};
}

/** Among the open requests; `undefined` where it is none of them, or they could not be read. */
async function requestOf(
  app: App,
  {kind}: Intent,
  requestId: string,
  signal: AbortSignal,
): Promise<Grant | undefined> {
  let open: Grant | undefined;
  await troubleIn(async () => {
    for await (const {items} of providerOf(app, kind)?.open(signal) ?? [])
      open ??= items.find(row => row.requestId === requestId);
  });
  return open;
}
