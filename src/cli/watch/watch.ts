import {GAVE_UP_WAITING} from '../../core/exit-code.ts';
import {explain} from '../../core/explain.ts';
import type {Grant} from '../../core/grant.ts';
import {type Millis, seconds} from '../../core/time.ts';
import type {App} from '../../usecases/app.ts';
import {remindersOf} from '../../usecases/reminders.ts';
import {status} from '../../usecases/status.ts';
import type {Reading} from '../../usecases/story.ts';
import {usage} from '../argv.ts';
import {codeOfInterruption} from '../interruption.ts';
import {grantsInOrder} from '../order-rows.ts';
import {exitCodeOfReading, readSources} from '../read-sources.ts';
import {createReminding} from '../reminding.ts';
import {sayCatchUp} from '../say-catch-up.ts';
import {type Session, withApp} from '../session.ts';
import {changesBetween, isWorthWatching, livingAt} from './changes.ts';
import {type Face, faceFor} from './faces.ts';
import {untilNextReading} from './pace.ts';

/** `stint status --watch`: until ctrl-c, or until nothing is left that ends or is on its way. Throws `usage`. */
export async function watchStatus(session: Session, isCached: boolean): Promise<number> {
  const {format, query} = session.globals;
  if (isCached) throw usage('--watch asks the clouds: not with --cached or --short.');
  if (format === 'tsv' || format === 'csv')
    throw usage(`--watch tells lines or events: not --output ${format}.`);
  if (query !== null) throw usage('--watch and --query cannot both be had.');
  return withApp(session, {}, async app => {
    const watch = new Watch({...session, app, face: faceFor(session, app)});
    return watch.run();
  });
}

interface Watching extends Session {
  readonly app: App;
  readonly face: Face;
}

class Watch {
  readonly #at: Watching;
  readonly #session: Session;
  /** As the clouds told it last. */
  #read: readonly Grant[] = [];
  #shown: readonly Grant[] = [];
  readonly #said = new Set<string>();

  constructor(at: Watching) {
    this.#at = at;
    this.#session = {...at, notes: at.face.notes};
  }

  async run(): Promise<number> {
    const {app, face, host, signal} = this.#at;
    const remind = await createReminding(this.#session, app, face.notes);
    let dueIn = 0;
    let looked = app.clock.monotonic();
    while (!signal.aborted) {
      if (app.clock.monotonic() - looked >= dueIn) {
        await this.#look();
        looked = app.clock.monotonic();
        dueIn = untilNextReading(this.#shown, app.server.now());
      }
      await this.#show();
      for (const grant of await remind(this.#shown)) face.reminded(grant);
      if (!isWorthWatching(this.#shown)) return this.#leave(0);
      await this.#nap(dueIn - (app.clock.monotonic() - looked));
    }
    return this.#leave(host.interrupted.aborted ? codeOfInterruption(host.interrupted) : GAVE_UP_WAITING);
  }

  /** The first look must succeed somewhere; later ones may fail, and what was known stays shown. */
  async #look(): Promise<void> {
    const {app, deadline} = this.#at;
    await sayCatchUp(this.#session, app);
    const kinds = app.providers.map(({kind}) => kind);
    const reading = await this.#readAll(kinds);
    if (reading === undefined) return;
    const isFirst = this.#said.size === 0 && this.#read.length === 0;
    if (isFirst && !deadline.interrupted()) exitCodeOfReading(reading);
    const silent = this.#read.filter(({kind}) => !reading.answered.includes(kind));
    const known = new Map([...silent, ...reading.items].map(grant => [grant.id, grant]));
    this.#read = grantsInOrder([...known.values()]);
    this.#sayTrouble(reading);
  }

  async #readAll(kinds: readonly Grant['kind'][]): Promise<Reading<Grant> | undefined> {
    const {app, signal, host} = this.#at;
    try {
      return await readSources(this.#session, kinds, status(app, {source: 'fresh'}, signal));
    } catch (thrown) {
      if (host.interrupted.aborted) return undefined;
      throw thrown;
    }
  }

  #sayTrouble({problems}: Reading<Grant>): void {
    const titles = problems.map(problem => explain(problem).title);
    for (const [at, problem] of problems.entries())
      if (!this.#said.has(titles[at] ?? '')) this.#at.face.notes.problem(problem);
    this.#said.clear();
    for (const title of titles) this.#said.add(title);
  }

  async #show(): Promise<void> {
    const {app, face} = this.#at;
    const now = livingAt(this.#read, app.server.now());
    for (const change of changesBetween(this.#shown, now)) face.changed(change);
    this.#shown = now;
    await face.draw(now);
  }

  async #nap(left: Millis): Promise<void> {
    const {app, face, signal} = this.#at;
    const nap = Math.max(0, Math.min(face.isLive ? seconds(1) : this.#untilNews(), left));
    await app.clock.sleep(nap, signal).catch(thrown => {
      if (!signal.aborted) throw thrown;
    });
  }

  /** The next mark or end that is to be told. No long timers (design 8). */
  #untilNews(): Millis {
    const {app} = this.#at;
    const now = app.server.now();
    const marks = [0, ...remindersOf(app.settings)].map(seconds);
    const moments = this.#shown.flatMap(({endsAt}) =>
      endsAt === null ? [] : marks.map(mark => endsAt - mark - now).filter(left => left > 0),
    );
    return Math.min(seconds(15), ...moments);
  }

  #leave(code: number): number {
    this.#at.face.done(code);
    return code;
  }
}
