import {Secret} from '../core/secret.ts';
import {isRefusedOrder} from '../usecases/order.ts';
import {usage} from './argv.ts';
import {type Call, textFlag} from './flags.ts';
import type {Session} from './session.ts';
import {titleOf} from './title.ts';
import type {Order} from './wanted.ts';

export interface MfaAsked {
  /** The orders; those that still lack a code are refused now, before anything is sent. */
  readonly fit: readonly Order[];
  readonly mfaCode: Secret | undefined;
}

/**
 * The code of the person's MFA device where an AWS role asks for one: from the flag, else asked for on a terminal. It is
 * good once and for half a minute, so it is shown while it is typed. Throws `usage` for a code that is none.
 */
export async function mfaAsked(session: Session, call: Call, orders: readonly Order[]): Promise<MfaAsked> {
  const given = mfaGiven(call);
  if (given !== undefined) return {fit: orders, mfaCode: given};
  const asking = orders.find(asksForCode);
  if (asking === undefined) return {fit: orders, mfaCode: undefined};
  if (!session.mayAsk) return {fit: orders.map(withoutCode), mfaCode: undefined};
  const typed = await session.host.askLine(`MFA code for ${titleOf(asking.eligibility)}: `);
  return {fit: orders, mfaCode: codeOf(typed)};
}

/** The code that a flag brings; throws `usage` for one that is none. */
export function mfaGiven(call: Call): Secret | undefined {
  const given = textFlag(call, 'mfa-code');
  return given === undefined ? undefined : codeOf(given);
}

/** The MFA of Entra is met in the browser; only an AWS role of one's own takes a code here (reference aws-jit 3). */
const asksForCode = (order: Order): boolean =>
  !isRefusedOrder(order) && order.eligibility.kind === 'aws-role' && order.policy.requires.mfa === true;

function withoutCode(order: Order): Order {
  if (!asksForCode(order)) return order;
  const {eligibility} = order;
  return {
    eligibility,
    problem: {
      code: 'usage',
      reason: 'It asks for a code of your MFA device: --mfa-code is missing.',
      nextSteps: ['Run it again with --mfa-code CODE'],
      provider: eligibility.kind,
      eligibilityId: eligibility.id,
    },
  };
}

function codeOf(text: string): Secret {
  const code = text.trim();
  if (/^\d{6}$/.test(code)) return new Secret(code);
  throw usage('An MFA code is six digits.');
}
