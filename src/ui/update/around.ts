import {explain} from '../../core/explain.ts';
import {minutes} from '../../core/time.ts';
import {withDraft} from '../drafts.ts';
import {unwatched} from '../holdings.ts';
import type {LeaveSignal} from '../host.ts';
import type {Message} from '../message.ts';
import {
  attention,
  FIRST_RUN_FIELDS,
  type Handlers,
  type Model,
  type Page,
  type ScreenOf,
  type Step,
} from '../model.ts';
import {lastTop} from '../pages.ts';
import {remedies} from '../remedies.ts';
import {needsSignIn} from '../sign-in-target.ts';
import {isReading} from '../sources.ts';
import {WAITING_LOOK} from '../ticking.ts';
import {notOpened} from './opening.ts';
import {policyOfChosen, readGrants} from './refresh.ts';
import {moveField} from './requesting.ts';
import {distance, moveInList} from './roles.ts';
import {declineSignIn, signInWhenNeeded} from './signing-in.ts';

const SIGNAL_CODES: Readonly<Record<LeaveSignal, number>> = {SIGHUP: 129, SIGINT: 130, SIGTERM: 143};

/** What is the same on every screen: time, size, moving, going back, leaving. */
export const aroundHandlers = {
  resize: (model, {columns, rows}) => {
    const next = {...model, size: {columns, rows}};
    return [next, policyOfChosen(next)];
  },
  tick: (model, message) => tick(model, message),
  move: (model, {by, unit}) => move(model, distance(model, by, unit)),
  back: model => back(model),
  help: model => [{...model, screen: {type: 'help', behind: model.screen, top: 0}}, []],
  problems: model => [{...model, screen: {type: 'problems', behind: model.screen, top: 0}}, []],
  quit: model => leave(model, 0),
  interrupt: model =>
    model.interrupted
      ? leave(model, 130)
      : [{...model, interrupted: true, notice: attention('Press ctrl-c again to leave.')}, []],
  signal: (model, {signal}) => leave(model, SIGNAL_CODES[signal]),
  trouble: (model, message) => trouble(model, message),
} satisfies Partial<Handlers>;

const leave = (model: Model, code: number): Step => [{...model, leaving: code}, [{type: 'leave', code}]];

function move(model: Model, by: number): Step {
  const {screen} = model;
  switch (screen.type) {
    case 'help':
    case 'problems':
    case 'preview':
      return [{...model, screen: {...screen, top: scrolled(model, screen, by)}}, []];
    case 'request':
      return moveField(model, by);
    case 'first-run':
      return [{...model, screen: {...screen, focus: otherField(screen, by)}}, []];
    default:
      return moveInList(model, by);
  }
}

/** Round and round; the first one when none was being written in yet. */
function otherField({focus}: ScreenOf<'first-run'>, by: number): (typeof FIRST_RUN_FIELDS)[number] {
  if (focus === null) return 'tenantId';
  const count = FIRST_RUN_FIELDS.length;
  return FIRST_RUN_FIELDS[(FIRST_RUN_FIELDS.indexOf(focus) + by + count) % count] ?? 'tenantId';
}

const scrolled = (model: Model, page: Page, by: number): number =>
  Math.max(0, Math.min(lastTop(model, page), page.top + by));

function back(model: Model): Step {
  const {screen} = model;
  switch (screen.type) {
    case 'help':
    case 'problems':
    case 'preview':
    case 'question':
      return [{...model, screen: screen.behind}, []];
    case 'request':
      return [{...model, drafts: withDraft(model.drafts, screen.form), screen: {type: 'roles'}}, []];
    case 'first-run':
      return [{...model, screen: {...screen, focus: null}}, []];
    case 'sign-in':
      return declineSignIn(model);
    default:
      return [model, []];
  }
}

/** Every few minutes the cloud is asked again, because people also end things elsewhere; sooner while one is waited for. */
const LOOK_AGAIN_AFTER = minutes(5);

function tick(model: Model, {now, jumped}: Extract<Message, {type: 'tick'}>): Step {
  const next: Model = {...model, now};
  if (needsSignIn(model)) return [next, []];
  if (jumped) return readGrants({...next, holdings: {...next.holdings, doubted: true}});
  const due = [...model.wishes.values()].some(dueAt => dueAt > model.now && dueAt <= now);
  if (due) return [next, [{type: 'catch-up'}]];
  if (!isOld(next)) return [next, []];
  const [read, effects] = readGrants(next);
  return [read, [...effects, {type: 'catch-up'}]];
}

function isOld({holdings, runs, now}: Model): boolean {
  const {lookedAt, sources} = holdings;
  if (lookedAt === null || isReading(sources)) return false;
  return now - lookedAt >= (unwatched(holdings, runs).length === 0 ? LOOK_AGAIN_AFTER : WAITING_LOOK);
}

function trouble(model: Model, {about, problem}: Extract<Message, {type: 'trouble'}>): Step {
  if (about === 'open' || about === 'save') return notOpened(model, problem);
  const [known, effects] = about === 'lend' ? signInWhenNeeded(model, [problem]) : [model, []];
  const words = explain(problem);
  const next = about === 'browser' ? ['Open the link yourself, on any device'] : remedies(problem);
  return [{...known, notice: attention(words.title, ...next)}, effects];
}
