import type {Grant} from '../../core/grant.ts';
import type {Instant} from '../../core/time.ts';
import type {App} from '../../usecases/app.ts';
import {createEventStream, type EventStream, type RowEvent} from '../events.ts';
import {grantTable, guaranteeLines} from '../output/grant-table.ts';
import {doubt, showMoment} from '../output/moments.ts';
import {createNotes, type Notes} from '../output/notes.ts';
import {wrapped} from '../output/wrap.ts';
import type {Session} from '../session.ts';
import {titleOf} from '../title.ts';
import type {Change} from './changes.ts';

/** How a watch is shown: a table in place, a line per change, or a stream of events. */
export interface Face {
  /** Where notes and warnings go, so that they do not tear what is drawn. */
  readonly notes: Notes;
  /** Redrawn each second. */
  readonly isLive: boolean;
  changed(change: Change): void;
  reminded(grant: Grant): void;
  draw(grants: readonly Grant[]): Promise<void>;
  done(code: number): void;
}

export function faceFor(session: Session, app: App): Face {
  const {format} = session.globals;
  if (format === 'json' || format === 'ndjson') return streamFace(session, app);
  return session.host.stdout.isTty ? liveFace(session, app) : plainFace(session, app);
}

/** Notes are told on the same terminal, above the table; without a terminal for them, where they always go. */
function liveFace(session: Session, app: App): Face {
  const {host, look, globals} = session;
  const {stdout} = host;
  let drawn = '';
  const board = createNotes(stdout, {
    paint: look.paint,
    quiet: globals.quiet,
    ascii: look.ellipsis === '...',
  });
  return {
    notes: host.stderr.isTty ? {...board, isLive: false} : session.notes,
    isLive: true,
    changed: () => undefined,
    reminded: () => undefined,
    draw: async grants => {
      const now = app.server.now();
      const text = grants.length === 0 ? 'Nothing is active.\n' : await tableOf(session, app, grants, now);
      const said = guaranteeLines(grants).flatMap(line => wrapped(line, board.room));
      const lines = fitted([...text.trimEnd().split('\n'), ...said], stdout.rows);
      if (lines.join('\n') !== drawn) board.live(lines);
      drawn = lines.join('\n');
    },
    done: () => undefined,
  };
}

const tableOf = ({look}: Session, app: App, grants: readonly Grant[], now: Instant): Promise<string> =>
  grantTable(grants, now, {...look, doubt: doubt(app.server)});

/** What is higher than the terminal cannot be taken back. */
function fitted(lines: readonly string[], rows = 24): readonly string[] {
  const room = Math.max(3, rows - 1);
  if (lines.length <= room) return lines;
  return [...lines.slice(0, room - 1), `and ${lines.length - room + 1} more lines: stint status`];
}

/** One line for each change, with its time of day. */
function plainFace(session: Session, app: App): Face {
  const say = (text: string) =>
    session.host.stdout.write(`${showMoment(app.server.now(), app.server.now())} ${text}\n`);
  return {
    notes: session.notes,
    isLive: false,
    changed: change => {
      if (change.type === 'is')
        say(`${titleOf(change.grant)}: ${stateWords(change.grant, app.server.now())}`);
      else if (change.became === undefined) say(`${titleOf(change.grant)}: ${goneWords(change.grant)}`);
    },
    reminded: () => undefined,
    draw: async () => undefined,
    done: () => undefined,
  };
}

const goneWords = ({state}: Grant): string =>
  state === 'active' || state === 'deactivating' ? 'ended' : `no longer ${state}`;

function stateWords({state, endsAt, startsAt}: Grant, now: Instant): string {
  if (state === 'active') return endsAt === null ? 'active' : `active until ${showMoment(endsAt, now)}`;
  return state === 'scheduled' && startsAt !== null ? `begins ${showMoment(startsAt, now)}` : state;
}

/** The contract's event stream (4). A reminder is `ending` with the grant. */
function streamFace(session: Session, app: App): Face {
  const stream = createEventStream(session.host.stdout, () => app.server.now());
  return {
    notes: session.notes,
    isLive: false,
    changed: change => tellChange(stream, change),
    reminded: grant => stream.row(grant, 'ending'),
    draw: async () => undefined,
    done: code => stream.done(code),
  };
}

function tellChange(stream: EventStream, change: Change): void {
  const {grant} = change;
  if (change.type === 'is') stream.row(grant, eventOf(grant));
  else if (change.became === undefined) stream.row(grant, 'ended');
}

function eventOf({state, startsAt}: Grant): RowEvent {
  if (state === 'scheduled') return startsAt === null ? 'provisioning' : state;
  if (state === 'active' || state === 'pending-approval' || state === 'deactivating') return state;
  return 'provisioning';
}
