import {explain} from '../../core/explain.ts';
import {withDraft} from '../drafts.ts';
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
import {notOpened} from './opening.ts';
import {leave, runningHere} from './parting.ts';
import {policyOfChosen} from './refresh.ts';
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
  move: (model, {by, unit}) => move(model, distance(model, by, unit)),
  back: model => back(model),
  help: model => [{...model, screen: {type: 'help', behind: model.screen, top: 0}}, []],
  problems: model => [{...model, screen: {type: 'problems', behind: model.screen, top: 0}}, []],
  quit: model => quit(model),
  interrupt: model =>
    model.interrupted
      ? leave(model, 130)
      : [{...model, interrupted: true, notice: attention('Press ctrl-c again to leave.')}, []],
  signal: (model, {signal}) => leave(model, SIGNAL_CODES[signal]),
  trouble: (model, message) => trouble(model, message),
} satisfies Partial<Handlers>;

/** What was taken here and still runs is asked about once; q again leaves it as it is. */
function quit(model: Model): Step {
  if (model.screen.type === 'leaving' || runningHere(model).length === 0) return leave(model, 0);
  return [{...model, screen: {type: 'leaving', behind: model.screen}}, []];
}

function move(model: Model, by: number): Step {
  const {screen} = model;
  switch (screen.type) {
    case 'help':
    case 'problems':
    case 'preview':
    case 'story':
      return [{...model, screen: {...screen, top: scrolled(model, screen, by)}}, []];
    case 'request':
      return moveField(model, by);
    case 'bundles':
      return [{...model, screen: {...screen, at: otherBundle(model, screen.at + by)}}, []];
    case 'first-run':
      return [{...model, screen: {...screen, focus: otherField(screen, by)}}, []];
    default:
      return moveInList(model, by);
  }
}

const otherBundle = ({profile}: Model, at: number): number =>
  Math.max(0, Math.min(Object.keys(profile?.bundles ?? {}).length - 1, at));

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
    case 'story':
    case 'question':
    case 'leaving':
      return [{...model, screen: screen.behind}, []];
    case 'bundles':
      return [{...model, screen: {type: 'roles'}}, []];
    case 'request':
      return screen.form.extending === null
        ? [
            {...model, drafts: withDraft(model.drafts, screen.form), screen: {type: screen.from ?? 'roles'}},
            [],
          ]
        : [{...model, screen: {type: 'active'}}, []];
    case 'first-run':
      return [{...model, screen: {...screen, focus: null}}, []];
    case 'sign-in':
      return declineSignIn(model);
    default:
      return [model, []];
  }
}

function trouble(model: Model, {about, problem}: Extract<Message, {type: 'trouble'}>): Step {
  if (about === 'open' || about === 'save') return notOpened(model, problem);
  const [known, effects] = about === 'lend' ? signInWhenNeeded(model, [problem]) : [model, []];
  const words = explain(problem);
  const next = about === 'browser' ? ['Open the link yourself, on any device'] : remedies(problem);
  return [{...known, notice: attention(words.title, ...next)}, effects];
}
