import {hasDetailsBeside, lentChosen} from './abilities.ts';
import type {Model} from './model.ts';
import {noticeLines} from './notice-lines.ts';
import {shownSources, sourceProblems} from './source-problems.ts';
import {progressOf} from './sources.ts';

/** Where things go, in cells. The update needs the height of the list to move by pages, the screen to draw it. */
export interface Layout {
  readonly columns: number;
  readonly rows: number;
  /** Rows of the list that fit. */
  readonly list: number;
  readonly listColumns: number;
  /** Width of the details at the right; 0 when there are none. */
  readonly beside: number;
  /** Rows of the details below the list; 0 when there are none. */
  readonly below: number;
  /** Lines with what could not be read. */
  readonly problems: number;
  /** Lines with how far a long reading is. */
  readonly progress: number;
  /** Lines about the credentials of the chosen loan. */
  readonly lent: number;
  readonly notice: number;
  readonly challenge: number;
}

/** Header, tabs and rule above; the footer below. */
const FRAME = 4;

export function layoutOf(model: Model): Layout {
  const {columns, rows} = model.size;
  const beside = hasDetailsBeside(model) ? Math.min(56, Math.floor(columns * 0.35)) : 0;
  const banner = model.profile?.practice === true ? 1 : 0;
  const problems = Math.min(problemLines(model), rows >= 20 ? 4 : 2);
  const progress = progressOf(shownSources(model)).length;
  const lent = lentChosen(model) === undefined ? 0 : 1;
  const notice = noticeHeight(model);
  const challenge = model.challenge === null || model.screen.type !== 'active' ? 0 : 2;
  const room = rows - FRAME - banner - problems - progress - lent - notice - challenge;
  const below = beside === 0 && model.details ? Math.min(8, Math.max(0, room - 4)) : 0;
  return {
    columns,
    rows,
    list: Math.max(1, room - below),
    listColumns: columns - beside,
    beside,
    below,
    problems,
    progress,
    lent,
    notice,
    challenge,
  };
}

export function problemLines(model: Model): number {
  const {screen, history} = model;
  if (screen.type === 'history') return history.rows.length > 0 && history.problems.length > 0 ? 1 : 0;
  return sourceProblems(shownSources(model)).length;
}

export const noticeHeight = (model: Model): number => noticeLines(model).length;

/** Lines between the rule and the footer on a screen that is no list. */
export function bodyHeight(model: Model): number {
  const banner = model.profile?.practice === true ? 1 : 0;
  return Math.max(1, model.size.rows - 3 - banner - noticeHeight(model));
}
