import {Trouble} from '../core/problem.ts';
import {usage} from './argv.ts';
import type {Session} from './session.ts';

/** The dotted name of a profile's setting; a dot in the profile's own name is escaped (`SettingsStore.get`). */
export const settingOf = (profile: string, key: string): string =>
  `profiles.${profile.replaceAll('.', '\\.')}.${key}`;

/** A name that the settings cannot hold is refused before anybody signs in, not after. */
export async function refuseName({host, globals: {profile}}: Session): Promise<void> {
  try {
    await (await host.settings()).get(settingOf(profile, 'entra.tenantId'));
  } catch (thrown) {
    if (!(thrown instanceof Trouble) || thrown.problem.code !== 'not-found') throw thrown;
    throw usage(
      `“${profile}” cannot be the name of a profile: it is written with letters, digits, “.”, “_” and “-”.`,
    );
  }
}

/** A flag may add to the profile, never change what it holds (contract 2). */
export function refuseContradiction(setting: string, known: string, given: string, otherwise: string): never {
  throw new Trouble({
    code: 'misconfigured',
    setting,
    reason: `it holds ${known}, and the flag says ${given}`,
    nextSteps: ['Leave the flag out to use what is there', otherwise],
  });
}
