import {z} from 'zod';
import {readIsoDuration} from '../../core/duration.ts';
import {instantOf} from './door.ts';
import {type EligibleRow, type HeldRow, memberTypeOf, type RequestRow, type RoleRow} from './rows.ts';

/** What roles and groups have in common on Graph's wire, v1.0 (CSDL). Members we do not read are let through unseen. */
export const text = z.string();
export const maybe = text.nullish();

const Expiration = z.object({duration: maybe}).nullish();

export const eligibleMembers = {memberType: maybe, endDateTime: maybe};

export const heldMembers = {
  assignmentType: text,
  memberType: maybe,
  startDateTime: maybe,
  endDateTime: maybe,
};

type EligibleMembers = z.infer<z.ZodObject<typeof eligibleMembers>>;
type HeldMembers = z.infer<z.ZodObject<typeof heldMembers>>;

export const eligiblePart = (row: EligibleMembers): Omit<EligibleRow, keyof RoleRow> => ({
  memberType: memberTypeOf(row.memberType),
  endsAt: instantOf(row.endDateTime),
  condition: null,
});

export const heldPart = (row: HeldMembers): Omit<HeldRow, keyof RoleRow> => ({
  memberType: memberTypeOf(row.memberType),
  activated: row.assignmentType.toLowerCase() === 'activated',
  revoking: false,
  startsAt: instantOf(row.startDateTime),
  endsAt: instantOf(row.endDateTime),
});

export const requestMembers = {
  id: text,
  action: text,
  status: text,
  createdDateTime: maybe,
  approvalId: maybe,
  justification: maybe,
  scheduleInfo: z.object({startDateTime: maybe, expiration: Expiration}).nullish(),
};

type RequestMembers = z.infer<z.ZodObject<typeof requestMembers>>;

export const requestPart = (row: RequestMembers): Omit<RequestRow, keyof RoleRow> => ({
  requestId: row.id,
  action: row.action.toLowerCase(),
  status: row.status.toLowerCase(),
  createdAt: instantOf(row.createdDateTime),
  startsAt: instantOf(row.scheduleInfo?.startDateTime),
  length: readIsoDuration(row.scheduleInfo?.expiration?.duration) ?? null,
  byApproval: Boolean(row.approvalId),
  justification: row.justification ?? null,
});

const Stage = z.object({primaryApprovers: z.array(z.object({description: maybe})).nullish()});
const Setting = z.object({
  isApprovalRequired: z.boolean().nullish(),
  approvalStages: z.array(Stage).nullish(),
});

const Rule = z.object({
  id: text,
  maximumDuration: maybe,
  enabledRules: z.array(text).nullish(),
  isEnabled: z.boolean().nullish(),
  claimValue: maybe,
  setting: Setting.nullish(),
});

export const PolicyAssignment = z.object({
  roleDefinitionId: maybe,
  policy: z.object({rules: z.array(Rule).nullish()}).nullish(),
});

/** A page is only a page with `value`: a web page or an empty object must not pass for "none". */
export const graphPage = <T extends z.ZodType>(row: T) =>
  z.object({value: z.array(row), '@odata.nextLink': maybe});

/** Names of directory objects, for the few that a list does not name. */
export const Named = z.object({id: text, displayName: maybe});
