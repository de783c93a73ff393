import type {Identity} from '../../core/identity.ts';
import type {AuthorityName} from '../../core/kind.ts';
import type {Authority} from '../../core/ports.ts';
import {visible} from '../../core/untrusted.ts';
import type {App} from '../../usecases/app.ts';
import {authorityNamed} from '../../usecases/sign-in.ts';
import {signOut} from '../../usecases/sign-out.ts';
import {usage} from '../argv.ts';
import {authorityAsked} from '../authorities.ts';
import {type Call, isOn, textFlag} from '../flags.ts';
import {type Session, withApp} from '../session.ts';
import {writeIdentities} from './whoami.ts';

/** `stint logout`. `--all`: for every profile of the settings. */
export async function logout(session: Session, call: Call): Promise<number> {
  const name = textFlag(call, 'sso-session');
  const only = name === undefined ? authorityAsked(call) : 'aws';
  if (name !== undefined && authorityAsked(call) === 'entra')
    throw usage('--sso-session means nothing to entra.');
  const gone: Identity[] = [];
  for (const profile of await profilesAsked(session, call))
    gone.push(...(await withApp(session, {profile}, app => leave(app, only, name))));
  await writeIdentities(session, gone, session.host.clock.now());
  for (const identity of gone) sayWhatIsLeft(session, identity);
  return 0;
}

async function leave(
  app: App,
  only: AuthorityName | null,
  name: string | undefined,
): Promise<readonly Identity[]> {
  const left: Identity[] = [];
  for (const {provider, session} of authoritiesMeant(app, only, name))
    left.push(await signOut(app, provider, session));
  return left;
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
