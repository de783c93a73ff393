import type {IncidentRow, RungRow} from './incident.ts';
import {type Instant, readInstant, type Seconds} from './time.ts';

/** How long a role was held, up to `now` (server time); `null`: it never was, or the record cannot tell. */
export function heldFor({grantedAt, endsAt, endedAt}: RungRow, now: Instant): Seconds | null {
  const from = grantedAt === null ? undefined : readInstant(grantedAt);
  if (from === undefined) return null;
  const ends = [endsAt, endedAt].flatMap(time => (time === null ? [] : (readInstant(time) ?? [])));
  return Math.max(0, Math.round((Math.min(now, ...ends) - from) / 1000));
}

/** Whether a role is held at `now`, as far as the record can tell. */
export function isHeld({grantedAt, endsAt, endedAt}: RungRow, now: Instant): boolean {
  if (grantedAt === null || endedAt !== null) return false;
  const until = endsAt === null ? undefined : readInstant(endsAt);
  return until === undefined || until > now;
}

/** A grant that somebody holds because of an emergency that is still open. */
export interface EmergencyGrant {
  readonly incident: string;
  readonly drill: boolean;
  readonly rung: string;
  readonly eligibilityId: string;
  readonly grantId: string;
  readonly endsAt: string | null;
}

/** For louder reminders: grants of open emergencies that are still held at `now` (server time). */
export function emergencyGrants(incidents: readonly IncidentRow[], now: Instant): readonly EmergencyGrant[] {
  return incidents
    .filter(({closedAt}) => closedAt === null)
    .flatMap(({id: incident, drill, rungs}) =>
      rungs.flatMap(row => {
        const {rung, eligibilityId, grantId, endsAt} = row;
        if (!isHeld(row, now) || eligibilityId === null || grantId === null) return [];
        return [{incident, drill, rung, eligibilityId, grantId, endsAt}];
      }),
    );
}

/** The last rehearsal, and whether it reached a role; `undefined`: there was none. */
export function lastDrill(
  incidents: readonly IncidentRow[],
): {readonly at: Instant; readonly worked: boolean} | undefined {
  const last = incidents.findLast(({drill}) => drill);
  const at = last === undefined ? undefined : readInstant(last.openedAt);
  if (last === undefined || at === undefined) return undefined;
  return {at, worked: last.rungs.some(({grantedAt}) => grantedAt !== null)};
}
