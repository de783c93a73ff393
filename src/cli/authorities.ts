import type {AuthorityName} from '../core/kind.ts';
import {usage} from './argv.ts';
import {type Call, isOn, textFlag} from './flags.ts';

const FLAGS: Readonly<Record<AuthorityName, readonly string[]>> = {
  entra: ['tenant', 'client-id', 'cloud', 'flow'],
  aws: ['sso-session', 'start-url', 'region', 'share'],
};

/** The authority named on the line, or `null` for every one the profile names. Throws `usage`. */
export function authorityAsked(call: Call): AuthorityName | null {
  const [name] = call.operands;
  if (name === undefined) return null;
  if (name !== 'entra' && name !== 'aws')
    throw usage(`“${name}” is nothing to sign in to. There are entra and aws.`);
  const odd = FLAGS[name === 'aws' ? 'entra' : 'aws'].find(flag => isGiven(call, flag));
  if (odd !== undefined) throw usage(`--${odd} means nothing to ${name}.`);
  return name;
}

/** Whether the line says anything about that authority. */
export const isFlagged = (call: Call, name: AuthorityName): boolean =>
  FLAGS[name].some(flag => isGiven(call, flag));

const isGiven = (call: Call, flag: string): boolean => textFlag(call, flag) !== undefined || isOn(call, flag);
