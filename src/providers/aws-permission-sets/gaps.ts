import {type Problem, Trouble} from '../../core/problem.ts';
import {untrusted, visible} from '../../core/untrusted.ts';
import type {PortalAccount} from '../aws/portal-port.ts';
import {KIND} from './translate.ts';

const nameOf = ({accountId, accountName}: PortalAccount): string => {
  const name = visible(accountName);
  return name === '' ? `Account ${accountId}` : `Account ${accountId} (${name})`;
};

/** Why one account of many could not be read. It names the account; the others go on. */
export function accountGap(account: PortalAccount, problem: Problem): Problem {
  const what = nameOf(account);
  const about = {provider: KIND, wire: problem.wire, correlationId: problem.correlationId} as const;
  switch (problem.code) {
    case 'not-eligible':
      return {
        ...{...about, code: 'denied'},
        reason: untrusted(`${what} does not show what it offers`),
        nextSteps: ['Ask whoever runs IAM Identity Center, if there should be something for you'],
      };
    case 'throttled':
      return {...about, code: 'unreachable', what, reason: 'the portal kept asking us to slow down'};
    case 'unreachable':
    case 'bad-answer':
      return {...problem, provider: KIND, what};
    default:
      return {...about, code: 'failed', reason: `${what} could not be read (${problem.code}).`};
  }
}

/** Why a session as a whole could not be read; it names the session. */
export function sessionGap(session: string, problem: Problem): Problem {
  const own = {...problem, provider: problem.provider ?? KIND};
  if (own.code === 'unreachable' || own.code === 'bad-answer')
    return {...own, what: `${own.what} (session ${session})`};
  return own;
}

/** Trouble that the next account would meet as well. */
export const isWidespread = ({code}: Problem): boolean =>
  code === 'unreachable' || code === 'bad-answer' || code === 'throttled';

/** Trouble that ends the reading of a session: nobody is signed in to it, or it is not set up. */
export const endsSession = ({code}: Problem): boolean => code === 'signed-out' || code === 'misconfigured';

/** The same work; its trouble says which kind it comes from. */
export async function inThisKind<T>(work: Promise<T>, eligibilityId?: string): Promise<T> {
  try {
    return await work;
  } catch (thrown) {
    if (!(thrown instanceof Trouble)) throw thrown;
    const {problem} = thrown;
    throw new Trouble(
      {...problem, provider: problem.provider ?? KIND, eligibilityId: problem.eligibilityId ?? eligibilityId},
      thrown,
    );
  }
}
