import {inWindow} from './cursor.ts';
import {withDelivery} from './delivering.ts';
import {hasEnded, heldRows} from './holdings.ts';
import {layoutOf} from './layout.ts';
import type {Message} from './message.ts';
import type {Handlers, Model, Step} from './model.ts';
import {withReminders} from './reminding.ts';
import {needsSignIn} from './sign-in-target.ts';
import {actingHandlers} from './update/acting.ts';
import {aroundHandlers} from './update/around.ts';
import {bundleHandlers} from './update/bundles.ts';
import {emergencyHandlers} from './update/emergency.ts';
import {extendingHandlers} from './update/extending.ts';
import {happeningHandlers} from './update/happening.ts';
import {historyHandlers} from './update/history.ts';
import {lendingHandlers} from './update/lending.ts';
import {openingHandlers} from './update/opening.ts';
import {partingHandlers} from './update/parting.ts';
import {press} from './update/pressing.ts';
import {readingHandlers} from './update/reading.ts';
import {recallingHandlers} from './update/recalling.ts';
import {readGrants} from './update/refresh.ts';
import {requestingHandlers} from './update/requesting.ts';
import {rolesHandlers} from './update/roles.ts';
import {signingInHandlers} from './update/signing-in.ts';
import {timeHandlers} from './update/time.ts';
import {writingHandlers} from './update/writing.ts';

/** Total: a message type without a handler does not compile. */
const HANDLERS: Handlers = {
  ...aroundHandlers,
  ...openingHandlers,
  ...signingInHandlers,
  ...readingHandlers,
  ...rolesHandlers,
  ...requestingHandlers,
  ...actingHandlers,
  ...happeningHandlers,
  ...lendingHandlers,
  ...writingHandlers,
  ...timeHandlers,
  ...extendingHandlers,
  ...bundleHandlers,
  ...partingHandlers,
  ...historyHandlers,
  ...recallingHandlers,
  ...emergencyHandlers,
  press: (model, {key}) => press(model, key, update),
};

/** The whole screen: the next model, and what is to be done about it. Pure. Once we are leaving nothing matters. */
export function update(model: Model, message: Message): Step {
  if (model.leaving !== null) return [model, []];
  const handle = HANDLERS[message.type] as (model: Model, message: Message) => Step;
  const timely = onTime(model, lookedAgain(model, handle(model, message)));
  const [next, effects] = withDelivery(message, timely);
  return [inView(next), effects];
}

/** Only time and news of grants bring a mark nearer. */
const onTime = (before: Model, after: Step): Step =>
  after[0].now === before.now && after[0].holdings.grants === before.holdings.grants
    ? after
    : withReminders(after);

/** An end that has come while something else was told is looked at too: no tick will see it come again. */
function lookedAgain(before: Model, [next, effects]: Step): Step {
  if (needsSignIn(next) || !hasEnded(next.holdings, before.now, next.now)) return [next, effects];
  if (next.holdings.doubted || effects.some(({type}) => type === 'read-grants')) return [next, effects];
  const [read, more] = readGrants(next);
  return [read, [...effects, ...more]];
}

/** The lists are scrolled so that their cursors are in the window, however tall that is now. */
function inView(model: Model): Model {
  const {list} = layoutOf(model);
  const roles = inWindow(model.roles.cursor, list, model.roles.shown.length);
  const held = inWindow(model.holdings.cursor, list, heldRows(model.holdings, model.runs).length);
  const past = inWindow(model.history.cursor, list, model.history.shown.length);
  if (roles === model.roles.cursor && held === model.holdings.cursor && past === model.history.cursor)
    return model;
  return {
    ...model,
    roles: {...model.roles, cursor: roles},
    holdings: {...model.holdings, cursor: held},
    history: {...model.history, cursor: past},
  };
}
