import {explain, sourceLabel} from '../core/explain.ts';
import {KINDS, type Kind} from '../core/kind.ts';
import type {Progress} from '../core/ports.ts';
import type {Problem} from '../core/problem.ts';
import type {Model} from './model.ts';
import {isOver} from './run.ts';
import {gapsOf, problemsOf, type Sources} from './sources.ts';
import {say} from './theme.ts';

/** What could not be read, said once for all the sources that say the same. */
export interface SourceProblem {
  readonly sources: readonly string[];
  readonly problem: Problem;
  /** In one line of a list; the page of what went wrong has it whole. */
  readonly brief: string;
}

export function sourceProblems(sources: Sources<unknown>): readonly SourceProblem[] {
  const gaps = gapsOf(sources);
  const whole = alike([...problemsOf(sources), ...gaps.filter(gap => !isOfAccount(gap))]);
  return [...whole.map(one => inPart(one, sources)), ...counted(gaps.filter(isOfAccount))];
}

/** What broke off in the middle is told apart from what was never read: some of its rows are there. */
function inPart(one: SourceProblem, sources: Sources<unknown>): SourceProblem {
  const far = brokenIn(sources).find(({kind}) => kind === one.problem.provider);
  return far === undefined
    ? one
    : {...one, brief: `only ${far.done} of ${far.total} accounts were read. ${one.brief}`};
}

/** Readings that broke off before their last account. */
function brokenIn(sources: Sources<unknown>): readonly (Progress & {readonly kind: Kind})[] {
  return KINDS.flatMap(kind => {
    const broke = sources.get(kind)?.broke;
    return broke == null ? [] : [{...broke, kind}];
  });
}

/** One account of an AWS session; a gap may also be a whole session, or a role of the settings. */
const isOfAccount = (gap: Problem): boolean => /\bAccount \d{12}\b/.test(explain(gap).title);

function alike(problems: readonly Problem[]): readonly SourceProblem[] {
  return [...Map.groupBy(problems, problem => explain(problem).title)].flatMap(([brief, group]) => {
    const [first] = group;
    return first === undefined ? [] : [{sources: [...new Set(group.map(labelOf))], problem: first, brief}];
  });
}

/** There is one line for them: of seven hundred accounts many may fail, each in words of its own. */
function counted(gaps: readonly Problem[]): readonly SourceProblem[] {
  return [...Map.groupBy(gaps, labelOf)].flatMap(([label, group]) => {
    const [first] = group;
    const many = group.length === 1 ? 'One account' : `${group.length} accounts`;
    return first === undefined
      ? []
      : [{sources: [label], problem: first, brief: `${many} could not be read.`}];
  });
}

function labelOf(problem: Problem): string {
  if (problem.provider === undefined) return 'Here';
  const label = sourceLabel(problem.provider);
  return problem.code === 'signed-out' && problem.session !== undefined
    ? `${label} (${problem.session})`
    : label;
}

export function shownSources({screen, roles, holdings}: Model): Sources<unknown> {
  if (screen.type === 'history') return new Map();
  return screen.type === 'active' ? holdings.sources : roles.sources;
}

/** Everything that went wrong and can still be read about: sources first, then what was refused. */
export interface Trouble {
  readonly whose: string;
  readonly problem: Problem;
}

export function troubles(model: Model): readonly Trouble[] {
  const both = [...unread(model.roles.sources), ...unread(model.holdings.sources)];
  const once = [...new Map(both.map(one => [`${one.whose} ${explain(one.problem).title}`, one])).values()];
  const refused = [...model.runs.values()].filter(isOver).flatMap(({name, scope, activation}) => {
    const whose = `${say(model.look, name)} on ${say(model.look, scope.name)}`;
    return activation.problem === null ? [] : [{whose, problem: activation.problem}];
  });
  const record = model.history.problems.map(problem => ({whose: 'The record', problem}));
  return [...once, ...record, ...refused];
}

/** Here each part that is missing has words of its own. */
const unread = (sources: Sources<unknown>): readonly Trouble[] =>
  alike([...problemsOf(sources), ...gapsOf(sources)]).map(one => {
    const far = brokenIn(sources).find(({kind}) => kind === one.problem.provider);
    const part = far === undefined ? '' : `, only ${far.done} of ${far.total} accounts read`;
    return {whose: `${one.sources.join(', ')}${part}`, problem: one.problem};
  });
