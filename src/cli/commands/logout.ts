import type {Grant} from '../../core/grant.ts';
import type {Identity} from '../../core/identity.ts';
import type {AuthorityName} from '../../core/kind.ts';
import type {Authority} from '../../core/ports.ts';
import {visible} from '../../core/untrusted.ts';
import type {App} from '../../usecases/app.ts';
import {openLoans} from '../../usecases/lend.ts';
import {authorityNamed} from '../../usecases/sign-in.ts';
import {signOut} from '../../usecases/sign-out.ts';
import {usage} from '../argv.ts';
import {authorityAsked} from '../authorities.ts';
import {type Call, isOn, textFlag} from '../flags.ts';
import {giveUp} from '../hand-over/give-up.ts';
import {type Session, withApp} from '../session.ts';
import {writeIdentities} from './whoami.ts';

/** `stint logout`: loans end with the sign-in they came through. `--all`: for every profile of the settings. */
export async function logout(session: Session, call: Call): Promise<number> {
  const name = textFlag(call, 'sso-session');
  const only = name === undefined ? authorityAsked(call) : 'aws';
  if (name !== undefined && authorityAsked(call) === 'entra')
    throw usage('--sso-session means nothing to entra.');
  const gone: Identity[] = [];
  for (const profile of await profilesAsked(session, call))
    gone.push(...(await withApp(session, {profile}, app => leave(session, app, only, name))));
  await writeIdentities(session, gone, session.host.clock.now());
  for (const identity of gone) sayWhatIsLeft(session, identity);
  return 0;
}

async function leave(
  session: Session,
  app: App,
  only: AuthorityName | null,
  name: string | undefined,
): Promise<readonly Identity[]> {
  const meant = authoritiesMeant(app, only, name);
  // First, for the group that a loan rests on is given up with a sign-in to Entra.
  await giveUp(session, app, await loansOf(app, meant), {wait: false, isAlone: true});
  const left: Identity[] = [];
  for (const one of meant) left.push(await signOut(app, one.provider, one.session));
  return left;
}

/**
 * What was lent through these sign-ins: nobody hands it out who is signed out. `aws sso logout`, too, forgets the
 * credentials of roles with the tokens. A book that cannot be read keeps nobody signed in.
 */
async function loansOf(app: App, meant: readonly Authority[]): Promise<readonly Grant[]> {
  const sessions = meant.filter(({provider}) => provider === 'aws').map(({session}) => session);
  const open = await openLoans(app).catch((): readonly Grant[] => []);
  return open.filter(({address}) => sessions.includes(address.session));
}

function authoritiesMeant(
  app: App,
  only: AuthorityName | null,
  name: string | undefined,
): readonly Authority[] {
  if (name !== undefined) return [authorityNamed(app, 'aws', name)];
  if (only === null) return app.authorities;
  const meant = app.authorities.filter(({provider}) => provider === only);
  return meant.length > 0 ? meant : [authorityNamed(app, only)];
}

/** A file of the AWS CLI's is not ours to forget; nobody may take it for forgotten (contract 2). */
function sayWhatIsLeft({notes}: Session, {provider, signedIn, tokenStore}: Identity): void {
  if (provider !== 'aws' || !signedIn || tokenStore.path === null) return;
  notes.tell(`A sign-in of the AWS CLI remains in ${visible(tokenStore.path)}: aws sso logout ends it.`);
}

async function profilesAsked(session: Session, call: Call): Promise<readonly string[]> {
  if (!isOn(call, 'all')) return [session.globals.profile];
  const {profiles = {}} = await (await session.host.settings()).read();
  const names = Object.keys(profiles);
  return names.length === 0 ? [session.globals.profile] : names;
}
