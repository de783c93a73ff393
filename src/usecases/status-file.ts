import type {Grant} from '../core/grant.ts';
import {authorityOf, type Kind} from '../core/kind.ts';
import {isFinal} from '../core/state.ts';
import type {App} from './app.ts';
import {troubleIn} from './trouble.ts';

/**
 * Writes the small file for prompts and status bars: what is held with an end, and what is on its way. It only saves a
 * look, so its trouble is dropped.
 */
export async function writeStatus(app: App, grants: readonly Grant[]): Promise<void> {
  const now = app.server.now();
  await troubleIn(async () =>
    app.statusFile?.write(
      grants.filter(grant => isShown(grant, now)),
      now,
    ),
  );
}

/** Nobody is told of what is held for good at every prompt. */
function isShown({assignment, state, endsAt}: Grant, now: number): boolean {
  return assignment !== 'standing' && !isFinal(state) && (endsAt === null || endsAt > now);
}

/** The same from what is known here: the copies, the loans, and what this process has seen begin where there is no copy. */
export async function writeKnownStatus(app: App, begun: readonly Grant[]): Promise<void> {
  if (app.statusFile === undefined) return;
  const known = await Promise.all(app.providers.map(({kind}) => knownOf(app, kind, begun)));
  await writeStatus(app, known.flat());
}

async function knownOf(app: App, kind: Kind, begun: readonly Grant[]): Promise<readonly Grant[]> {
  let known = begun;
  await troubleIn(async () => {
    if (authorityOf(kind) !== 'aws') known = (await app.cache.grants(kind))?.value ?? begun;
    else known = (await app.loans.open(app.server.now())).map(({grant}) => grant);
  });
  return known.filter(grant => grant.kind === kind);
}
