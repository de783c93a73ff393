import {dirname} from 'node:path';
import type {Grant} from '../core/grant.ts';
import type {StatusFile} from '../core/ports.ts';
import {type Instant, showInstant} from '../core/time.ts';
import {exact, safeJson} from '../core/untrusted.ts';
import {ensureFolder} from './folder.ts';
import {replaceFile} from './replace-file.ts';

/**
 * `status.json` (contract 5), 0600: what shell prompts and status bars read while nothing of ours runs. Ends are
 * absolute, so it stays true; a prompt that splices it into a terminal meets no control character. `at` is the server
 * time at which it was so. Of two that write at once the later one stays, whole. Rejects `state-unwritable`.
 */
export function createStatusFile(path: string): StatusFile {
  return {
    async write(grants, at) {
      ensureFolder(dirname(path));
      await replaceFile(path, `${safeJson(statusOf(grants, at))}\n`);
    },
  };
}

const statusOf = (grants: readonly Grant[], at: Instant) => ({
  schemaVersion: 1,
  kind: 'status',
  writtenAt: showInstant(at),
  items: grants.map(itemOf),
});

const itemOf = (grant: Grant) => ({
  id: grant.id,
  eligibilityId: grant.eligibilityId,
  kind: grant.kind,
  name: exact(grant.name),
  scope: {id: grant.scope.id, name: exact(grant.scope.name), type: grant.scope.type},
  state: grant.state,
  assignment: grant.assignment,
  startsAt: shown(grant.startsAt),
  endsAt: shown(grant.endsAt),
});

const shown = (at: Instant | null): string | null => (at === null ? null : showInstant(at));
