import type {Actor} from '../core/intent.ts';
import {authorityOf} from '../core/kind.ts';
import type {Authority} from '../core/ports.ts';
import {type Problem, problemOf} from '../core/problem.ts';
import {authorityFor, isOfProfile, isSameActor, type Placed} from './actor-of.ts';
import {type App, providerOf} from './app.ts';

/** Whose a row of the journal is, and where. */
export interface Owned extends Placed {
  readonly actor: Actor;
}

export interface OwnRows<T> {
  readonly mine: readonly T[];
  /** This profile's, and nobody could say who is signed in. */
  readonly unasked: readonly {readonly row: T; readonly problem: Problem}[];
}

/**
 * Rows of the identities that are signed in now, of this profile's sources; those about loans need no sign-in, for
 * nothing of them is at a cloud. Nobody is asked for a token when there is nothing to do with it.
 */
export async function ownRows<T>(
  app: App,
  rows: readonly T[],
  ownerOf: (row: T) => Owned,
  signal: AbortSignal,
): Promise<OwnRows<T>> {
  const here = rows.filter(row => providerOf(app, ownerOf(row).kind) !== undefined);
  const away = here.filter(row => !isLocal(ownerOf(row)));
  const who = await whoIs(new Set(away.map(row => authorityFor(app, ownerOf(row)))), signal);
  const verdictOf = (row: T) => verdict(app, ownerOf(row), who);
  return {
    mine: here.filter(row => verdictOf(row) === true),
    unasked: here.flatMap(row => {
      const problem = verdictOf(row);
      return typeof problem === 'boolean' ? [] : [{row, problem}];
    }),
  };
}

const isLocal = ({kind}: Owned): boolean => authorityOf(kind) === 'aws';

type Who = ReadonlyMap<Authority | undefined, Actor | Problem>;

async function whoIs(authorities: ReadonlySet<Authority | undefined>, signal: AbortSignal): Promise<Who> {
  const asked = [...authorities].map(async authority => {
    const actor = (await authority?.actor(signal).catch(problemOf)) ?? NOBODY;
    return [authority, actor] as const;
  });
  return new Map(await Promise.all(asked));
}

const NOBODY: Problem = {code: 'signed-out', reason: 'never'};

/** A problem: it is this profile's, and who is signed in could not be told. */
function verdict(app: App, owned: Owned, who: Who): boolean | Problem {
  if (isLocal(owned)) return isOfProfile(app, owned.actor);
  const actor = who.get(authorityFor(app, owned)) ?? NOBODY;
  if (!('code' in actor)) return isSameActor(actor, owned.actor);
  return isOfProfile(app, owned.actor) ? actor : false;
}
