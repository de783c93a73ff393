import type {Rung} from '../../core/ladder.ts';
import type {SettingsStore} from '../../core/ports.ts';
import {Trouble} from '../../core/problem.ts';
import {visible} from '../../core/untrusted.ts';
import {usage} from '../argv.ts';

export type Ladder = readonly Rung[];

const LADDER = 'breakGlass.ladder';
const DRILL = 'breakGlass.drill';

/** Puts a rung behind the others, or in the place of drills, and gives what is there now. Throws `usage` for a name twice. */
export async function addRung(store: SettingsStore, rung: Rung, isDrill: boolean): Promise<Ladder> {
  if (isDrill) {
    await store.change(DRILL, () => rung);
    return [rung];
  }
  return changed(store, ladder => {
    if (ladder.some(({name}) => name === rung.name))
      throw usage(
        `There is an emergency role ${visible(rung.name)} already: choose another name, or --forget it.`,
      );
    return [...ladder, rung];
  });
}

/** Takes the rung of that name away. Rejects `not-found`. */
export async function forgetRung(store: SettingsStore, name: string, isDrill: boolean): Promise<Ladder> {
  if (isDrill) {
    await store.change(DRILL, () => undefined);
    return [];
  }
  return changed(store, ladder => {
    if (ladder.every(rung => rung.name !== name))
      throw new Trouble({
        code: 'not-found',
        what: 'emergency role',
        asked: name,
        near: ladder.map(rung => rung.name),
      });
    return ladder.filter(rung => rung.name !== name);
  });
}

/** Made of what is there then: the store checks the whole file, and every rung in it, before it is written. */
async function changed(store: SettingsStore, by: (ladder: Ladder) => Ladder): Promise<Ladder> {
  let ladder: Ladder = [];
  await store.change(LADDER, old => {
    ladder = by(Array.isArray(old) ? (old as Ladder) : []);
    return ladder;
  });
  return ladder;
}
