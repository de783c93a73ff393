import {homedir, userInfo} from 'node:os';
import {isAbsolute} from 'node:path';
import type {Clock} from '../core/ports.ts';
import type {Secret} from '../core/secret.ts';
import {systemClock} from '../host/clock.ts';

/** What is outside of us, as one value: a practice home is another world. */
export interface World {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly clock: Clock;
  /** A person sits at a terminal: a passphrase may be asked for. */
  readonly interactive: boolean;
  /** Asks for a secret without showing it; only where `interactive`. */
  readonly ask: (question: string) => Promise<Secret>;
  readonly practice: boolean;
  /** The program that stays behind (`src/guardian.ts`, as it was built); absent: nobody does. */
  readonly guardian?: string | undefined;
}

export function realWorld(interactive: () => boolean, guardian?: string): World {
  return {
    guardian,
    env: process.env,
    platform: process.platform,
    home: homeOf(),
    clock: systemClock(),
    get interactive() {
      return interactive();
    },
    ask: askOnTerminal,
    practice: false,
  };
}

/** An empty or relative HOME would make settings of whatever folder we are started in. */
const homeOf = (): string => (isAbsolute(homedir()) ? homedir() : userInfo().homedir);

async function askOnTerminal(question: string): Promise<Secret> {
  const {askSecret} = await import('../host/secret-question.ts');
  return askSecret(question, {input: process.stdin, output: process.stderr});
}
