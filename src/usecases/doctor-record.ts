import type {AuditVerdict} from '../core/audit.ts';
import {DRILL_EVERY_DAYS} from '../core/emergency.ts';
import type {Finding} from '../core/finding.ts';
import type {Inspection} from '../core/inspection.ts';
import type {AuditLog} from '../core/ports.ts';
import {hours, type Instant} from '../core/time.ts';
import {visible} from '../core/untrusted.ts';
import type {App} from './app.ts';
import {fault, ok, sentenceEnd, warning} from './doctor-findings.ts';
import {troubleIn} from './trouble.ts';

/** Whether every line fits, who signed, and whether the key is at hand for the next. */
export async function recordFindings(
  record: AuditLog,
  key: Inspection['signingKey'],
): Promise<readonly Finding[]> {
  return [verdictFinding(await record.verify()), keyFinding(key)];
}

function verdictFinding(verdict: AuditVerdict): Finding {
  if (verdict.type === 'broken')
    return fault('record', `Line ${verdict.line} does not fit: ${sentenceEnd(verdict.reason)}`, [
      'See it with stint audit verify',
      'Requests go on after stint audit acknowledge',
    ]);
  const {entries, signed, unsigned, acknowledged = []} = verdict;
  if (entries === 0) return ok('record', 'It is empty.');
  const noted = acknowledged.length === 0 ? '' : ` Breaks that were acknowledged: ${acknowledged.length}.`;
  if (signed === undefined) {
    const why = unsigned === undefined ? '' : ` ${visible(unsigned)}`;
    return warning('record', `${fitting(entries)}, and nothing in it is signed.${why}${noted}`);
  }
  return ok('record', `${fitting(entries)}, signed up to line ${signed.seq}.${noted}`);
}

const fitting = (entries: number): string =>
  entries === 1 ? 'Its one line fits' : `All ${entries} lines fit`;

function keyFinding({key, reason}: Inspection['signingKey']): Finding {
  if (key !== null) return ok('key of the record', `It is at hand: ${visible(key)}.`);
  return warning('key of the record', `It is not at hand: ${sentenceEnd(reason ?? 'there is none yet')}`);
}

const DAY = hours(24);

/** When the emergency was last rehearsed with success; only where there is a ladder to rehearse. */
export async function drillFindings({settings, audit, server}: App): Promise<readonly Finding[]> {
  if ((settings.breakGlass?.ladder ?? []).length === 0) return [];
  const last = await lastDrill(audit);
  const steps = ['Rehearse it with stint break-glass drill'];
  if (last === undefined) return [warning('drill', 'Break glass has never been rehearsed.', steps)];
  const days = Math.floor((server.now() - last) / DAY);
  const words = `Break glass was last rehearsed ${days < 1 ? 'today' : days === 1 ? 'yesterday' : `${days} days ago`}`;
  if (days < DRILL_EVERY_DAYS) return [ok('drill', `${words}.`)];
  return [warning('drill', `${words}; it is due every ${DRILL_EVERY_DAYS} days.`, steps)];
}

/** A damaged record has told of the drill, or not; that it is damaged is a finding of its own. */
async function lastDrill(audit: Pick<AuditLog, 'entries'>): Promise<Instant | undefined> {
  let last: Instant | undefined;
  await troubleIn(async () => {
    for await (const {emergency, time} of audit.entries())
      if (emergency?.drill === true && emergency.step === 'granted') last = Date.parse(time);
  });
  return last;
}
