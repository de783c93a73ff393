import type {Grant} from '../../core/grant.ts';
import type {Instant} from '../../core/time.ts';
import {document, time} from './document.ts';

/** `console`: one item. `url` is a secret, and `null` where it went to the browser; `endsAt` where AWS chooses. */
export const consoleDocument = (grant: Grant, url: string | null, endsAt: Instant | null) =>
  document('console', [{grantId: grant.id, eligibilityId: grant.eligibilityId, url, endsAt: time(endsAt)}]);
