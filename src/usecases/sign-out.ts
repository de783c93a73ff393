import type {Identity} from '../core/identity.ts';
import type {AuthorityName} from '../core/kind.ts';
import type {App} from './app.ts';
import {record} from './record.ts';
import {authorityNamed, whoIn} from './sign-in.ts';

/**
 * Forgets tokens, record and the key that protects them; answers what is left. Forgetting comes first: a record that
 * cannot be written rejects (`state-unwritable`) after it.
 */
export async function signOut(
  app: App,
  provider: AuthorityName,
  session?: string | undefined,
): Promise<Identity> {
  const authority = authorityNamed(app, provider, session);
  const before = await authority.identity();
  const after = await authority.signOut();
  if (before.signedIn) await record(app, 'sign-out', {actor: whoIn(app, before)});
  return after;
}
