import type {AwsCredentials} from '../../core/loan.ts';
import {type Problem, Trouble} from '../../core/problem.ts';
import {type Bench, viaCredentials, type Way} from './bench.ts';
import {isExpired, isSkewed, readStsError} from './wire.ts';

/** One question to STS: how it is put with credentials of the way, and what a failure of it means. */
export interface Question<T> {
  readonly put: (via: AwsCredentials) => Promise<T>;
  readonly problemOf: (thrown: unknown) => Problem | undefined;
}

/**
 * Asks STS. Put once more in two cases, both of which AWS finds before it looks at the question: the credentials were
 * over, and the signature's date was off; the refusal has told the right time. An MFA code is still good then. Rejects
 * `Trouble`.
 */
export async function asking<T>(
  bench: Bench,
  way: Way,
  {put, problemOf}: Question<T>,
  via: AwsCredentials,
  signal: AbortSignal,
): Promise<T> {
  try {
    return await put(via);
  } catch (thrown) {
    const error = readStsError(thrown);
    if (!isExpired(error) && !isSkewed(error)) throw inWords(thrown, problemOf);
    const again = isExpired(error) ? await viaCredentials(bench, way, signal) : via;
    return put(again).catch(still => {
      throw inWords(still, problemOf);
    });
  }
}

function inWords(thrown: unknown, problemOf: Question<unknown>['problemOf']): unknown {
  const problem = thrown instanceof Trouble ? thrown.problem : problemOf(thrown);
  return problem === undefined ? thrown : new Trouble({provider: 'aws-role', ...problem}, thrown);
}
