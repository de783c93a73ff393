import type {AuditEntry, AuditType} from './audit.ts';
import type {EmergencyStep} from './emergency.ts';

/** The version of the Open Cybersecurity Schema Framework that the events are shaped after (schema.ocsf.io/1.3.0). */
export const OCSF_VERSION = '1.3.0';

interface OcsfClass {
  readonly uid: number;
  readonly name: string;
  readonly category: number;
  readonly categoryName: string;
}

const IAM = {category: 3, categoryName: 'Identity & Access Management'};
const BASE: OcsfClass = {uid: 0, name: 'Base Event', category: 0, categoryName: 'Uncategorized'};
const AUTHENTICATION: OcsfClass = {uid: 3002, name: 'Authentication', ...IAM};
const SESSION: OcsfClass = {uid: 3003, name: 'Authorize Session', ...IAM};
const ENTITY: OcsfClass = {uid: 3004, name: 'Entity Management', ...IAM};
const USER_ACCESS: OcsfClass = {uid: 3005, name: 'User Access Management', ...IAM};

interface Shape {
  readonly of: OcsfClass;
  readonly activity: readonly [id: number, name: string];
  /** Whether it came to be (1), or is said and open (99). */
  readonly status: 1 | 2 | 99;
}

const LOGON: Shape['activity'] = [1, 'Logon'];
const LOGOFF: Shape['activity'] = [2, 'Logoff'];
const ASSIGN: Shape['activity'] = [1, 'Assign Privileges'];
const REVOKE: Shape['activity'] = [2, 'Revoke Privileges'];
const OTHER: Shape['activity'] = [99, 'Other'];

const granting = (status: Shape['status']): Shape => ({of: USER_ACCESS, activity: ASSIGN, status});
const ending = (status: Shape['status']): Shape => ({of: USER_ACCESS, activity: REVOKE, status});
const OWN: Shape = {of: BASE, activity: OTHER, status: 1};

const SHAPES: Readonly<Record<AuditType, Shape>> = {
  'sign-in': {of: AUTHENTICATION, activity: LOGON, status: 1},
  'sign-out': {of: AUTHENTICATION, activity: LOGOFF, status: 1},
  request: granting(99),
  'approval-pending': granting(99),
  scheduled: granting(99),
  'lost-answer': granting(99),
  'read-back': granting(99),
  refusal: granting(2),
  active: granting(1),
  'break-glass': granting(99),
  lend: {of: SESSION, activity: ASSIGN, status: 1},
  exec: {of: SESSION, activity: ASSIGN, status: 1},
  'end-requested': ending(99),
  'end-queued': ending(99),
  cancel: ending(1),
  end: ending(1),
  'settings-change': {of: ENTITY, activity: [3, 'Update'], status: 1},
  recovered: OWN,
  key: OWN,
  'key-change': OWN,
  checkpoint: OWN,
  acknowledged: OWN,
};

const AROUND: Shape = {of: USER_ACCESS, activity: OTHER, status: 1};

/** What is found out and told on the way is nobody's privilege. */
const STEPS: Readonly<Record<EmergencyStep['step'], Shape>> = {
  opened: AROUND,
  evidence: OWN,
  notice: OWN,
  cosigned: AROUND,
  'single-person': AROUND,
  tried: granting(99),
  waiting: granting(99),
  passed: granting(2),
  granted: granting(1),
  without: granting(2),
  closed: AROUND,
};

const shapeOf = ({type, emergency}: AuditEntry): Shape =>
  emergency === undefined ? SHAPES[type] : STEPS[emergency.step];

const STATUS = {1: 'Success', 2: 'Failure', 99: 'Other'} as const;

/** One line of the record as an OCSF event. What OCSF has no place for is under `unmapped.stint`. */
export function ocsfEvent(entry: AuditEntry, version: string) {
  const {of, activity, status: usual} = shapeOf(entry);
  const status = entry.problem === null ? usual : 2;
  return {
    activity_id: activity[0],
    activity_name: activity[1],
    category_uid: of.category,
    category_name: of.categoryName,
    class_uid: of.uid,
    class_name: of.name,
    type_uid: of.uid * 100 + activity[0],
    type_name: `${of.name}: ${activity[1]}`,
    time: Date.parse(entry.time),
    ...severityOf(entry),
    status_id: status,
    status: STATUS[status],
    ...told({message: entry.justification, status_detail: entry.problem}),
    metadata: metadataOf(entry, version),
    ...subjectOf(entry, of),
    unmapped: {stint: unmappedOf(entry)},
  };
}

const INFORMATIONAL = {severity_id: 1, severity: 'Informational'};

/** Somebody is to be woken when an emergency begins, and when it gives a role; not for a drill. */
function severityOf({type, emergency, practice}: AuditEntry) {
  if (type === 'acknowledged') return {severity_id: 3, severity: 'Medium'};
  if (type !== 'break-glass' || practice || emergency?.drill === true) return INFORMATIONAL;
  const wakes = emergency?.step === 'opened' || emergency?.step === 'granted';
  return wakes ? {severity_id: 5, severity: 'Critical'} : {severity_id: 4, severity: 'High'};
}

const metadataOf = ({seq, prev, localTime}: AuditEntry, version: string) => ({
  version: OCSF_VERSION,
  product: {name: 'stint', vendor_name: 'stint', version},
  log_name: 'audit',
  sequence: seq,
  uid: `${seq}-${prev.slice(0, 16)}`,
  original_time: localTime,
});

/** What each class requires: a user, privileges, or the thing that was changed. */
function subjectOf(entry: AuditEntry, {uid}: OcsfClass) {
  if (uid === BASE.uid) return {};
  const user = userOf(entry);
  if (uid === ENTITY.uid) return {entity: {name: entry.name ?? 'unknown', type: 'setting'}, actor: {user}};
  if (uid === AUTHENTICATION.uid) return {user};
  const privileges = privilegesOf(entry);
  if (uid === SESSION.uid || entry.scope === null) return {user, privileges};
  const {id, name, type} = entry.scope;
  return {user, privileges, resource: {uid: id, name, type}};
}

function privilegesOf({name, emergency}: AuditEntry): readonly string[] {
  if (name !== null || emergency === undefined) return [name ?? 'unknown'];
  if ('rung' in emergency) return [emergency.rung];
  return emergency.step === 'opened' && emergency.rungs.length > 0 ? emergency.rungs : ['unknown'];
}

function userOf({account, oid, tenantId}: AuditEntry) {
  const isKnown = account !== null || oid !== null;
  const org = tenantId === null ? null : {uid: tenantId};
  return {name: account ?? 'unknown', type_id: isKnown ? 1 : 0, ...told({uid: oid, org})};
}

function unmappedOf({type, prev, profile, authority, requestId, kind, eligibilityId, ...rest}: AuditEntry) {
  const {endsAt, ticket, practice, scope, emergency} = rest;
  const ours = {profile, authority, requestId, kind, eligibilityId, endsAt, ticket, scope, emergency};
  return {type, prev, practice, ...told(ours)};
}

/** Absent and `null` are one in OCSF: only what is known is there. */
const told = (parts: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== null && value !== undefined));
