import type {AuthorizationManagementClient} from '@azure/arm-authorization';
import type {Grant} from '../../core/grant.ts';
import type {Intent} from '../../core/intent.ts';
import type {Call} from '../../core/ports.ts';
import {isNotFound, read, type Sent, send} from '../pim/calls.ts';
import {atTheDoor} from '../pim/door.ts';
import type {Reach} from '../pim/reach.ts';
import type {RequestRow} from '../pim/rows.ts';
import {askedScope} from '../pim/scope.ts';
import {armClient, scopePath} from './client.ts';
import {asArrived} from './pages.ts';
import {noNames} from './role-names.ts';
import {activationBody, deactivationBody, requestRow} from './translate.ts';
import {WireRequest} from './wire.ts';

type Requests = AuthorizationManagementClient['roleAssignmentScheduleRequests'];
type Options = Parameters<Requests['get']>[2];

/** One request of ours, answered or read: parsed from what arrived. */
export async function requestBy(
  reach: Reach,
  signal: AbortSignal,
  ask: (options: Options) => Promise<unknown>,
): Promise<RequestRow> {
  let body: unknown;
  await ask({
    abortSignal: signal,
    requestOptions: asArrived,
    onResponse: (answer, _flat, error) => {
      if (error === undefined) body = answer.parsedBody;
    },
  });
  return requestRow(atTheDoor(reach.what, WireRequest, body), noNames());
}

/** `undefined` for a 404: the cloud does not know a request of this name there. */
export async function requestNamed(
  reach: Reach,
  {name, scope}: {readonly name: string; readonly scope: string},
  signal: AbortSignal,
): Promise<RequestRow | undefined> {
  return read(reach, signal, async http => {
    const {roleAssignmentScheduleRequests: requests} = await armClient(reach, {signal}, http);
    try {
      return await requestBy(reach, signal, options => requests.get(scopePath(scope), name, options));
    } catch (thrown) {
      if (isNotFound(thrown)) return undefined;
      throw thrown;
    }
  });
}

/** The PUT, by the one function that `plan` uses too. */
export const put =
  (reach: Reach, intent: Intent, call: Call, linked: boolean) =>
  async (http: Parameters<typeof armClient>[2]): Promise<RequestRow> => {
    const {roleAssignmentScheduleRequests: requests} = await armClient(reach, call, http);
    const scope = scopePath(askedScope(intent));
    const body = activationBody(intent, linked);
    return requestBy(reach, call.signal, options => requests.create(scope, intent.id, body, options));
  };

/**
 * The full id of the eligibility goes along; where exactly that is what the service refuses, the same request goes out
 * without it (reference azure-pim 2.2: the forms conflict). Never for a narrower scope: there the link is what keeps
 * the request within this eligibility.
 */
export async function sendActivation(reach: Reach, intent: Intent, call: Call): Promise<Sent<RequestRow>> {
  const narrower = askedScope(intent) !== intent.scope.id;
  const sent = await send(reach, call, put(reach, intent, call, true));
  if (narrower || sent.type !== 'refused' || !isAboutLink(sent)) return sent;
  return send(reach, call, put(reach, intent, call, false));
}

const isAboutLink = ({wireCode, problem}: Extract<Sent<RequestRow>, {type: 'refused'}>): boolean =>
  /linkedRoleEligibilitySchedule|RoleEligibilitySchedule(Id|NotFound|DoesNotExist)/i.test(
    `${wireCode} ${problem.wire ?? ''}`,
  );

export function sendDeactivation(
  reach: Reach,
  grant: Grant,
  {id, oid}: {readonly id: string; readonly oid: string},
  call: Call,
): Promise<Sent<RequestRow>> {
  return send(reach, call, async http => {
    const {roleAssignmentScheduleRequests: requests} = await armClient(reach, call, http);
    const scope = scopePath(grant.address.scope ?? grant.scope.id);
    const body = deactivationBody(grant, oid);
    return requestBy(reach, call.signal, options => requests.create(scope, id, body, options));
  });
}

export function sendCancel(reach: Reach, request: Grant, call: Call): Promise<Sent<void>> {
  return send(reach, call, async http => {
    const {roleAssignmentScheduleRequests: requests} = await armClient(reach, call, http);
    const scope = scopePath(request.address.scope ?? request.scope.id);
    await requests.cancel(scope, request.requestId ?? request.id, {abortSignal: call.signal});
  });
}
