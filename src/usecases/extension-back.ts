import type {Intent} from '../core/intent.ts';
import type {AccessProvider, Answer} from '../core/ports.ts';

/** Where an intent is looked up: a request by its own name, a moved end by the grant whose end it moves. */
export function finderOf(
  provider: AccessProvider,
  {extends: extended}: Intent,
): Pick<AccessProvider, 'find'> {
  if (extended === undefined) return provider;
  return {find: (intent, signal) => findExtended(provider, intent, extended, signal)};
}

/** Active when the grant ends later than it did. A list that stopped early says nothing. */
async function findExtended(
  provider: AccessProvider,
  intent: Intent,
  {grantId, endsAt}: Exclude<Intent['extends'], undefined>,
  signal: AbortSignal,
): Promise<Answer | 'never-arrived' | 'unknown'> {
  let complete = false;
  for await (const page of provider.active(signal)) {
    const grant = page.items.find(row => row.id === grantId);
    if (grant !== undefined) {
      const isLater = grant.endsAt !== null && endsAt !== null && grant.endsAt > endsAt;
      return isLater ? {type: 'active', receipt: {requestId: intent.id, intent}, grant} : 'never-arrived';
    }
    complete = page.complete;
  }
  return complete ? 'never-arrived' : 'unknown';
}
