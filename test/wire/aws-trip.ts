import type {AwsAccess, AwsSession} from '../../src/providers/aws/access.ts';
import type {PracticeCloud} from '../../src/sandbox/index.ts';

export interface Trip {
  readonly cloud: PracticeCloud;
  readonly access: AwsAccess;
  readonly session: AwsSession;
  readonly signal: AbortSignal;
}

/** What is to be refused: a call that is taken after all is a fault of the tour. */
export async function refused(call: Promise<unknown>): Promise<void> {
  const outcome = await call.then(
    () => 'taken',
    () => 'refused',
  );
  if (outcome === 'taken') throw new Error('this call was to be refused');
}
