import {bodyHeight} from './layout.ts';
import type {Model, Page} from './model.ts';
import {helpLines} from './parts/help.ts';
import {storyPage} from './parts/past-details.ts';
import {previewLines} from './parts/plan.ts';
import {problemPage} from './parts/problem-page.ts';
import type {Span} from './parts/row.tsx';

export function pageLines(model: Model, page: Page): readonly (readonly Span[])[] {
  switch (page.type) {
    case 'help':
      return helpLines(model, page.behind);
    case 'problems':
      return problemPage(model);
    case 'story':
      return storyPage(model);
    case 'preview':
      return previewLines(model, page.behind.form);
  }
}

/** The furthest a page can be scrolled: its last line at the bottom of the window. */
export const lastTop = (model: Model, page: Page): number =>
  Math.max(0, pageLines(model, page).length - bodyHeight(model));
