import {z} from 'zod';
import {eligibleMembers, graphPage, heldMembers, maybe, requestMembers, text} from '../pim/graph-wire.ts';
import {eligibleRow, heldRow, requestRow} from './translate.ts';

const place = {
  roleDefinitionId: text,
  directoryScopeId: maybe,
  appScopeId: maybe,
  roleDefinition: z.object({displayName: maybe}).nullish(),
  directoryScope: z.object({displayName: maybe, '@odata.type': maybe}).nullish(),
};

export const WirePlace = z.object(place);
export type WirePlace = z.infer<typeof WirePlace>;

export const WireEligibility = z.object({...place, ...eligibleMembers});
export type WireEligibility = z.infer<typeof WireEligibility>;

export const WireAssignment = z.object({...place, ...heldMembers});
export type WireAssignment = z.infer<typeof WireAssignment>;

export const WireRequest = z.object({...place, ...requestMembers});
export type WireRequest = z.infer<typeof WireRequest>;

export const Eligibilities = graphPage(WireEligibility.transform(eligibleRow));
export const Assignments = graphPage(WireAssignment.transform(heldRow));
export const Request = WireRequest.transform(requestRow);
export const Requests = graphPage(Request);
