import type {Identity} from '../core/identity.ts';
import type {App} from './app.ts';

/** One row per authority of the profile, signed in or not. No network, never a prompt. */
export function whoAmI(app: App): Promise<readonly Identity[]> {
  return Promise.all(app.authorities.map(authority => authority.identity()));
}
