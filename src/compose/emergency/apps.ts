import {type ComposedApp, composeApp} from '../../compose.ts';
import type {AuditLog} from '../../core/ports.ts';
import {Trouble} from '../../core/problem.ts';
import type {Settings} from '../../core/settings.ts';
import type {World} from '../world.ts';
import {type SpareLoans, spareLoans} from './spare-loans.ts';
import type {SpareState} from './spare-state.ts';

export interface AppsParts {
  readonly world: World;
  readonly settings: Settings;
  readonly state: SpareState;
  readonly audit: AuditLog;
  readonly debug: ((line: string) => void) | undefined;
}

/** The apps of the profiles that the ladder goes by, each made once. */
export class Apps {
  readonly #parts: AppsParts;
  readonly #opened = new Map<string, Promise<ComposedApp>>();
  readonly #loans = new Map<string, SpareLoans>();

  constructor(parts: AppsParts) {
    this.#parts = parts;
  }

  of(profile: string): Promise<ComposedApp> {
    const known = this.#opened.get(profile) ?? this.#open(profile);
    this.#opened.set(profile, known);
    known.catch(() => this.#opened.delete(profile));
    return known;
  }

  loans(profile: string): SpareLoans | undefined {
    return this.#loans.get(profile);
  }

  async close(): Promise<void> {
    for (const app of await Promise.allSettled(this.#opened.values()))
      if (app.status === 'fulfilled') await app.value.close();
  }

  #open(profile: string): Promise<ComposedApp> {
    const {world, settings, state, audit, debug} = this.#parts;
    const loansOf = (book: ComposedApp['loans']): SpareLoans => {
      const spare = spareLoans(book);
      this.#loans.set(profile, spare);
      return spare;
    };
    const spares = {settings: {...settings, sinks: []}, state, audit, loansOf};
    return composeApp(world, {profile, debug}, spares).catch(thrown => {
      if (!(thrown instanceof Trouble)) throw thrown;
      // Roles of IAM users need nothing of the profile; whatever does is told why it cannot be had.
      return composeApp(world, {profile, debug}, {...spares, lacking: thrown});
    });
  }
}
