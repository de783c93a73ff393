import {Trouble} from '../core/problem.ts';

/** `NODE_TLS_REJECT_UNAUTHORIZED=0` would let anyone in between read tokens: `misconfigured` (contract 5). */
export function refuseUnsafeTls(env: Readonly<Record<string, string | undefined>>): void {
  if (env.NODE_TLS_REJECT_UNAUTHORIZED !== '0') return;
  throw new Trouble({
    code: 'misconfigured',
    setting: 'NODE_TLS_REJECT_UNAUTHORIZED',
    reason: 'with 0, certificates would not be checked',
    nextSteps: [
      'Unset NODE_TLS_REJECT_UNAUTHORIZED',
      'Name the CA of your organisation in NODE_EXTRA_CA_CERTS instead',
    ],
  });
}
