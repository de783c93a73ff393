import type {AuditEntry} from './audit.ts';
import type {EmergencyFact} from './emergency.ts';

/** A line of the record that tells of an emergency. */
export interface EmergencyLine {
  readonly entry: AuditEntry;
  readonly fact: EmergencyFact;
}

/** What a step must hold beside its name. The record may have been changed by anybody: what does not fit is no step. */
const MEMBERS: Readonly<
  Record<EmergencyFact['step'], Readonly<Record<string, (value: unknown) => boolean>>>
> = {
  opened: {rungs: isTexts, settings: isSettings, broken: isTextOrNull},
  evidence: {probes: isProbes},
  notice: {told: isToldList},
  cosigned: {by: isText, key: isText},
  'single-person': {why: isText},
  tried: {rung: isText},
  passed: {rung: isText, why: isText},
  granted: {rung: isText, grantId: isText},
  waiting: {rung: isText},
  without: {},
  closed: {done: isText, rotate: isTexts},
};

/** The emergency that a line tells of; `undefined`: it tells of something else. */
export function emergencyLineIn(entry: AuditEntry): EmergencyLine | undefined {
  const fact: unknown = entry.emergency;
  return entry.type === 'break-glass' && isFact(fact) ? {entry, fact} : undefined;
}

function isFact(value: unknown): value is EmergencyFact {
  if (!isRecord(value) || !isText(value.incident) || !isText(value.step)) return false;
  if (typeof value.drill !== 'boolean') return false;
  const members = Object.hasOwn(MEMBERS, value.step)
    ? MEMBERS[value.step as EmergencyFact['step']]
    : undefined;
  if (members === undefined) return false;
  return Object.entries(members).every(([name, fits]) => fits(value[name]));
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText);
}

function isTextOrNull(value: unknown): boolean {
  return value === null || isText(value);
}

function isSettings(value: unknown): boolean {
  return isRecord(value) && isText(value.path) && isTextOrNull(value.sha256);
}

function isProbes(value: unknown): boolean {
  const isProbe = (one: unknown) =>
    isRecord(one) && isText(one.label) && isText(one.host) && isTextOrNull(one.reason);
  return Array.isArray(value) && value.every(isProbe);
}

function isToldList(value: unknown): boolean {
  const isTold = (one: unknown) => isRecord(one) && isText(one.sink) && isTextOrNull(one.problem);
  return Array.isArray(value) && value.every(isTold);
}

/**
 * Takes what emergencies are told from out of a record of any length, line after line: their own lines, what was asked
 * for and ended on their account, and signatures with the line after each, which names their hash.
 */
export class EmergencyLines {
  readonly kept: AuditEntry[] = [];
  readonly #about = new Set<string>();
  #isAfterSeal = false;

  add(entry: AuditEntry): void {
    const isWanted = emergencyLineIn(entry) !== undefined || this.#isAbout(entry);
    if (isWanted && entry.type === 'break-glass') this.#note(entry);
    if (isWanted || this.#isAfterSeal || this.#isSeal(entry)) this.kept.push(entry);
    this.#isAfterSeal = this.#isSeal(entry);
  }

  /** Signatures before the first emergency cover none. */
  #isSeal({seal}: AuditEntry): boolean {
    return seal !== undefined && this.kept.length > 0;
  }

  #note({eligibilityId, requestId}: AuditEntry): void {
    for (const id of [eligibilityId, requestId]) if (id !== null) this.#about.add(id);
  }

  #isAbout({eligibilityId, requestId}: AuditEntry): boolean {
    return [eligibilityId, requestId].some(id => id !== null && this.#about.has(id));
  }
}
