import {z} from 'zod';

/** What ARM sends, 2020-10-01 (S20), before the SDK flattens it. Members we do not read are let through unseen. */
const text = z.string();
const maybe = text.nullish();

const Named = z.object({id: maybe, displayName: maybe, type: maybe}).nullish();
const ExpandedProperties = z.object({scope: Named, roleDefinition: Named}).nullish();

const place = {scope: text, roleDefinitionId: text, expandedProperties: ExpandedProperties};

export const WireEligibility = z.object({
  properties: z.object({
    ...place,
    roleEligibilityScheduleId: maybe,
    memberType: maybe,
    endDateTime: maybe,
    condition: maybe,
    conditionVersion: maybe,
  }),
});
export type WireEligibility = z.infer<typeof WireEligibility>;

export const WireAssignment = z.object({
  properties: z.object({
    ...place,
    assignmentType: text,
    memberType: maybe,
    status: maybe,
    startDateTime: maybe,
    endDateTime: maybe,
  }),
});
export type WireAssignment = z.infer<typeof WireAssignment>;

const Expiration = z.object({type: maybe, duration: maybe, endDateTime: maybe}).nullish();

export const WireRequest = z.object({
  name: text,
  properties: z.object({
    ...place,
    requestType: text,
    status: text,
    createdOn: maybe,
    approvalId: maybe,
    justification: maybe,
    scheduleInfo: z.object({startDateTime: maybe, expiration: Expiration}).nullish(),
  }),
});
export type WireRequest = z.infer<typeof WireRequest>;

const Approver = z.object({description: maybe});
const Stage = z.object({primaryApprovers: z.array(Approver).nullish()});
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

export const WirePolicyAssignment = z.object({
  properties: z.object({roleDefinitionId: text, effectiveRules: z.array(Rule).nullish()}),
});

export const WireChild = z.object({id: text, name: maybe, type: maybe});
export type WireChild = z.infer<typeof WireChild>;

const patterns = z.array(text).nullish();

/** Of a role's definition, and of what the caller may do at a scope (S20, 2022-04-01). */
export const WirePermission = z.object({
  ...{actions: patterns, notActions: patterns, dataActions: patterns, notDataActions: patterns},
});
export type WirePermission = z.infer<typeof WirePermission>;

export const WireRoleDefinition = z.object({
  properties: z.object({roleName: text, permissions: z.array(WirePermission).nullish()}),
});

/** A page is only a page with `value`: a web page or an empty object must not pass for "none". */
export const pageShape = <T extends z.ZodType>(row: T) => z.object({value: z.array(row), nextLink: maybe});
