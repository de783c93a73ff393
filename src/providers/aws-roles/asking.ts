import {type Problem, Trouble} from '../../core/problem.ts';
import type {Signing} from '../aws/access.ts';
import {isExpired, isSkewed, readStsError} from './wire.ts';

/** One question to STS: how it is put with credentials, and what a failure of it means. */
export interface Question<T> {
  readonly put: (by: Signing) => Promise<T>;
  readonly problemOf: (thrown: unknown) => Problem | undefined;
}

/**
 * Asks STS. Put once more in two cases, both of which AWS finds before it looks at the question: the credentials were
 * over and there is a way to others, and the signature's date was off; the refusal has told the right time. An MFA code is
 * still good then. Rejects `Trouble`.
 */
export async function asking<T>(
  {put, problemOf}: Question<T>,
  by: Signing,
  fresh?: (() => Promise<Signing>) | undefined,
): Promise<T> {
  try {
    return await put(by);
  } catch (thrown) {
    const error = readStsError(thrown);
    const renewal = isExpired(error) ? fresh : undefined;
    if (renewal === undefined && !isSkewed(error)) throw inWords(thrown, problemOf);
    const again = renewal === undefined ? by : await renewal();
    return put(again).catch(still => {
      throw inWords(still, problemOf);
    });
  }
}

function inWords(thrown: unknown, problemOf: Question<unknown>['problemOf']): unknown {
  const problem = thrown instanceof Trouble ? thrown.problem : problemOf(thrown);
  return problem === undefined ? thrown : new Trouble({provider: 'aws-role', ...problem}, thrown);
}
