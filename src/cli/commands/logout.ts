import type {Identity} from '../../core/identity.ts';
import type {AuthorityName} from '../../core/kind.ts';
import type {App} from '../../usecases/app.ts';
import {signOut} from '../../usecases/sign-out.ts';
import {authoritiesAsked} from '../authorities.ts';
import {type Call, isOn} from '../flags.ts';
import {type Session, withApp} from '../session.ts';
import {writeIdentities} from './whoami.ts';

/** `stint logout`. `--all`: for every profile of the settings. */
export async function logout(session: Session, call: Call): Promise<number> {
  const only = authoritiesAsked(call);
  const gone: Identity[] = [];
  for (const profile of await profilesAsked(session, call))
    gone.push(...(await withApp(session, {profile}, app => leave(app, only))));
  await writeIdentities(session, gone, session.host.clock.now());
  return 0;
}

async function leave(app: App, only: readonly AuthorityName[] | null): Promise<readonly Identity[]> {
  const names = app.authorities.map(authority => authority.provider);
  const left: Identity[] = [];
  for (const name of only ?? names) left.push(await signOut(app, name));
  return left;
}

async function profilesAsked(session: Session, call: Call): Promise<readonly string[]> {
  if (!isOn(call, 'all')) return [session.globals.profile];
  const {profiles = {}} = await (await session.host.settings()).read();
  const names = Object.keys(profiles);
  return names.length === 0 ? [session.globals.profile] : names;
}
