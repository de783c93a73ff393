import {isoDuration} from '../../core/duration.ts';
import type {Grant} from '../../core/grant.ts';
import type {ActivationRequest, Intent} from '../../core/intent.ts';
import {showInstant} from '../../core/time.ts';

/** The members a SelfActivate has in common for roles and groups (reference azure-pim 3, 4). No start unless one was asked for. */
export function activationMembers({justification, ticket, startAt, duration}: ActivationRequest): object {
  return {
    ...(justification === null ? {} : {justification}),
    scheduleInfo: {
      ...(startAt === null ? {} : {startDateTime: showInstant(startAt)}),
      expiration: {type: 'afterDuration', duration: isoDuration(duration)},
    },
    ...(ticket === null
      ? {}
      : {
          ticketInfo: {
            ticketNumber: ticket.number,
            ...(ticket.system === null ? {} : {ticketSystem: ticket.system}),
          },
        }),
  };
}

/** Roles and groups are asked for alike: who, where as the eligibility has it, and what was asked (reference azure-pim 3, 4). */
export const activationBody = ({actor, address, request}: Intent): object => ({
  action: 'selfActivate',
  principalId: actor.oid,
  ...address,
  ...activationMembers(request),
});

export const deactivationBody = ({address}: Grant, oid: string): object => ({
  action: 'selfDeactivate',
  principalId: oid,
  ...address,
});
