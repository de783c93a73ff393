import {closingLines} from './emergency.ts';
import {counting} from './holdings.ts';
import type {Model} from './model.ts';
import {isOver, type Run} from './run.ts';
import {say} from './theme.ts';
import {clockSecond, clockTime} from './times.ts';

/**
 * What goes on after the screen has closed, said on the terminal that is left: nothing under way ends with us. `parted`
 * are the ids of grants that are ended, or owed, and have been spoken of.
 */
export function farewell(model: Model, parted: ReadonlySet<string>): readonly string[] {
  const running = counting(model.holdings).filter(({id}) => !parted.has(id));
  const next = running.map(grant => grant.endsAt ?? Number.MAX_SAFE_INTEGER).sort((a, b) => a - b)[0];
  const held =
    next === undefined ? [] : [`${running.length} active, the next ends ${clockTime(next, model.now)}.`];
  const under = [...model.runs.values()]
    .filter(run => !isOver(run) && !parted.has(run.item))
    .map(run => goesOn(model, run));
  return [...under, ...held, ...closingLines(model.look, model.incidents)];
}

function goesOn(model: Model, run: Run): string {
  const name = `${say(model.look, run.name)} on ${say(model.look, run.scope.name)}`;
  const {endsEarlyAt} = run.activation;
  if (run.verb === 'activate')
    return `${name} was asked for and is not active yet: see it with stint status.`;
  if (run.verb === 'extend') return `${name} was asked for longer: see it with stint status.`;
  if (run.verb === 'cancel') return `The request for ${name} is being withdrawn: see it with stint status.`;
  return endsEarlyAt === null
    ? `${name} is being ended: see it with stint status.`
    : `${name} can end at ${clockSecond(endsEarlyAt)}: the next stint command from then on ends it.`;
}
