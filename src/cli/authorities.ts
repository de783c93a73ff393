import type {AuthorityName} from '../core/kind.ts';
import {Trouble} from '../core/problem.ts';
import {usage} from './argv.ts';
import type {Call} from './flags.ts';

/** The authority named on the line, or `null` for every one the profile names. */
export function authoritiesAsked(call: Call): readonly AuthorityName[] | null {
  const [name] = call.operands;
  if (name === undefined) return null;
  if (name === 'entra') return ['entra'];
  if (name !== 'aws') throw usage(`“${name}” is nothing to sign in to. There is entra.`);
  throw new Trouble({
    code: 'unsupported',
    reason: 'This version does not sign in to AWS.',
    nextSteps: ['Sign in to Microsoft Entra with stint login entra'],
    provider: 'aws',
  });
}
