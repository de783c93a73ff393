import type {SettingsStore} from '../core/ports.ts';
import {Trouble} from '../core/problem.ts';
import type {EntraSettings} from '../core/settings.ts';
import {usage} from './argv.ts';
import {type Call, textFlag} from './flags.ts';
import type {EntraFlags} from './host.ts';
import {refuseContradiction, refuseName, settingOf} from './profile-setting.ts';
import type {Session} from './session.ts';

const FLAGS = [
  {flag: 'tenant', key: 'tenantId'},
  {flag: 'client-id', key: 'clientId'},
  {flag: 'cloud', key: 'cloud'},
] as const;

/**
 * `login`'s identity flags over what the profile says. Contradicting an existing value is `misconfigured` (contract 2); a
 * tenant that nobody named is asked for on a terminal, else `usage`.
 */
export async function identityFlags(
  session: Session,
  call: Call,
  known: EntraSettings | undefined,
): Promise<EntraFlags> {
  const given: Record<string, string> = {};
  for (const {flag, key} of FLAGS) {
    const value = textFlag(call, flag);
    if (value === undefined) continue;
    if (value.trim() === '') throw usage(`--${flag} needs a value.`);
    checkAgainst(session, key, known?.[key], value);
    given[key] = value;
  }
  if (known === undefined) await refuseName(session);
  if (known?.tenantId === undefined && given.tenantId === undefined)
    given.tenantId = await askTenant(session);
  return given;
}

const settingOfKey = (profile: string, key: string): string => settingOf(profile, `entra.${key}`);

function checkAgainst(session: Session, key: string, known: string | undefined, value: string): void {
  if (known === undefined || known.toLowerCase() === value.toLowerCase()) return;
  const another = 'Sign in as somebody else under a profile of their own: stint login --profile NAME …';
  refuseContradiction(settingOfKey(session.globals.profile, key), known, value, another);
}

async function askTenant(session: Session): Promise<string> {
  const tenant = session.mayAsk ? (await session.host.askLine('Entra tenant (id or domain): ')).trim() : '';
  if (tenant !== '') return tenant;
  throw new Trouble({
    code: 'usage',
    reason: 'The tenant is not known: --tenant is missing.',
    nextSteps: ['Run stint login --tenant TENANT --client-id APP', 'Try it without an account: stint demo'],
  });
}

/** After success what was given is kept in the profile, so that the next command needs no flag. */
export async function keepIdentity(session: Session, store: SettingsStore, given: EntraFlags): Promise<void> {
  const {profile} = session.globals;
  const known = (await store.read()).profiles?.[profile]?.entra;
  for (const {key} of FLAGS) {
    const value = given[key];
    if (value !== undefined && known?.[key] === undefined) await store.set(settingOfKey(profile, key), value);
  }
}
