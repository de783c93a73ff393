import {type Activation, NOT_SENT, step} from '../../core/activation.ts';
import {explain} from '../../core/explain.ts';
import type {Grant} from '../../core/grant.ts';
import {type Problem, problemOf} from '../../core/problem.ts';
import {seconds} from '../../core/time.ts';
import {endWithUs} from '../../usecases/end-with-us.ts';
import {giveUp, heldHere} from '../../usecases/exec.ts';
import type {OpenApp} from '../host.ts';
import type {Model} from '../model.ts';
import {endedWords, nameOf} from '../parts/parting-words.ts';
import {say} from '../theme.ts';
import {runningHere} from '../update/parting.ts';

/** Nobody waits longer for a cloud on the way out: what is promised ends without us. */
const LONGEST = seconds(30);

type Tell = (line: string) => void;

/**
 * After the screen has closed: what is to end with it is ended, and what else a person chose to end. Gives back the ids
 * of what need not be spoken of any more. Never rejects: an end that is promised needs nobody here.
 */
export async function part(app: OpenApp, model: Model, tell: Tell): Promise<ReadonlySet<string>> {
  const stop = new AbortController();
  const limit = app.clock.sleep(LONGEST, stop.signal).then(
    () => stop.abort(),
    () => undefined,
  );
  try {
    const ended = await endings(app, model, stop.signal, tell);
    return new Set(ended.map(({id}) => id));
  } catch (thrown) {
    tell(explain(problemOf(thrown)).title);
    return new Set();
  } finally {
    stop.abort();
    await limit;
  }
}

async function endings(
  app: OpenApp,
  model: Model,
  signal: AbortSignal,
  tell: Tell,
): Promise<readonly Grant[]> {
  const onTrouble = (problem: Problem) => tell(say(model.look, explain(problem).title));
  const wanted = model.parting === 'stays' ? [] : runningHere(model);
  const {grants, isGuarded} = await endWithUs(app, wanted, signal, onTrouble);
  if (model.parting === 'ends-behind') {
    for (const grant of grants) tell(behindWords(model, grant, isGuarded));
    return grants;
  }
  const held = await heldHere(app, onTrouble);
  if (held.length > 0) await endNow(app, model, held, signal, tell);
  else if (model.endsWith.size > 0) await app.guard?.dismiss();
  return held;
}

async function endNow(
  app: OpenApp,
  model: Model,
  grants: readonly Grant[],
  signal: AbortSignal,
  tell: Tell,
): Promise<void> {
  const onTrouble = (problem: Problem) => tell(say(model.look, explain(problem).title));
  const fates = new Map<string, Activation>(grants.map(({id}) => [id, NOT_SENT]));
  tell(grants.length === 1 ? 'Ending what ends with stint.' : `Ending ${grants.length} that end with stint.`);
  for await (const told of giveUp(app, grants, signal, {wait: false, onTrouble}))
    if (told.type === 'item') fates.set(told.item, step(fates.get(told.item) ?? NOT_SENT, told.event));
  const isGuarded = model.profile?.staysBehind === true;
  for (const grant of grants) tell(endedWords(model, grant, fates.get(grant.id) ?? NOT_SENT, isGuarded));
}

const behindWords = (model: Model, grant: Grant, isGuarded: boolean): string =>
  isGuarded
    ? `${nameOf(model, grant)} is being ended by a process that stays behind.`
    : `${nameOf(model, grant)} is ended by the next stint command.`;
