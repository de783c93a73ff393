import {explain, sourceLabel} from '../core/explain.ts';
import type {Problem} from '../core/problem.ts';
import type {Model} from './model.ts';
import {isOver} from './run.ts';
import {problemsOf, type Sources} from './sources.ts';
import {say} from './theme.ts';

/** What could not be read, said once for all the sources that say the same. */
export interface SourceProblem {
  readonly sources: readonly string[];
  readonly problem: Problem;
}

export function sourceProblems(sources: Sources<unknown>): readonly SourceProblem[] {
  const alike = Map.groupBy(problemsOf(sources), problem => explain(problem).title);
  return [...alike.values()].flatMap(problems => {
    const [first] = problems;
    return first === undefined ? [] : [{sources: problems.map(labelOf), problem: first}];
  });
}

const labelOf = ({provider}: Problem): string => (provider === undefined ? 'Here' : sourceLabel(provider));

export const shownSources = (model: Model): Sources<unknown> =>
  model.screen.type === 'active' ? model.holdings.sources : model.roles.sources;

/** Everything that went wrong and can still be read about: sources first, then what was refused. */
export interface Trouble {
  readonly whose: string;
  readonly problem: Problem;
}

export function troubles(model: Model): readonly Trouble[] {
  const both = [...sourceProblems(model.roles.sources), ...sourceProblems(model.holdings.sources)];
  const unread = both.map(({sources, problem}) => ({whose: sources.join(', '), problem}));
  const once = [...new Map(unread.map(one => [`${one.whose} ${explain(one.problem).title}`, one])).values()];
  const refused = [...model.runs.values()].filter(isOver).flatMap(({name, scope, activation}) => {
    const whose = `${say(model.look, name)} on ${say(model.look, scope.name)}`;
    return activation.problem === null ? [] : [{whose, problem: activation.problem}];
  });
  return [...once, ...refused];
}
