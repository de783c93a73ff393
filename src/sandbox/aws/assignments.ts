import type {PracticeClock} from '../clock.ts';
import type {PimEngine} from '../pim/engine.ts';
import type {PracticeAssignment} from '../pim/model.ts';
import type {Estate} from './estate.ts';
import type {PracticePermissionSet} from './model.ts';
import type {AwsSettings} from './settings.ts';

export interface AssignmentParts {
  readonly estate: Estate;
  readonly engine: PimEngine;
  readonly clock: PracticeClock;
  readonly settings: AwsSettings;
}

/** What the practice user holds in AWS at this moment: standing sets, and those that a PIM group has brought by now. */
export function assignedSets(parts: AssignmentParts): readonly PracticePermissionSet[] {
  const memberships = parts.engine.everHeld('entra-group').filter(({role}) => role.id === 'member');
  return parts.estate.sets.filter(
    ({groupId}) =>
      groupId === null || memberships.some(row => row.scope.id === groupId && isProvisioned(parts, row)),
  );
}

/** In by SCIM some minutes after the start, out only with a later cycle (reference aws-jit 7). */
function isProvisioned({clock, settings}: AssignmentParts, {startsAt, endsAt}: PracticeAssignment): boolean {
  const now = clock.now();
  const arrives = startsAt + settings.scimInMs;
  const wasThere = endsAt === null || arrives < endsAt;
  return wasThere && arrives <= now && (endsAt === null || now < endsAt + settings.scimOutMs);
}
