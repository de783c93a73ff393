import {explain} from '../core/explain.ts';
import type {Problem} from '../core/problem.ts';
import type {Session} from './session.ts';

/** What could not be written is met at every step, and said at the first. */
export function sayOnce({notes}: Session): (problem: Problem) => void {
  const said = new Set<string>();
  return problem => {
    const {title} = explain(problem);
    if (!said.has(title)) notes.problem(problem);
    said.add(title);
  };
}
