import {awsActs} from './aws/control.ts';
import {type Answer, type Call, type Handler, jsonBody, originNames, record, text} from './http/call.ts';
import type {Fault} from './http/faults.ts';
import {outageManners, type Service, services} from './http/outages.ts';
import type {PracticeCloud} from './index.ts';

export type Act = (cloud: PracticeCloud, call: Call) => unknown;

const acts: Readonly<Record<string, Act>> = {
  'GET /state': cloud => stateOf(cloud),
  'GET /log': cloud => cloud.log,
  'POST /clock': (cloud, call) => {
    const {advanceMs, set} = jsonBody(call);
    if (typeof set === 'number') cloud.clock.set(set);
    if (typeof advanceMs === 'number') cloud.clock.advance(advanceMs);
    return {now: cloud.clock.now()};
  },
  'POST /faults': (cloud, call) => cloud.faults.add(faultOf(call)),
  'DELETE /faults': cloud => cloud.faults.clear(),
  'POST /outages': (cloud, call) => {
    const {service, manner} = jsonBody(call);
    return cloud.outages.takeDown(
      serviceOf(service),
      outageManners.find(one => one === manner),
    );
  },
  'DELETE /outages': cloud => cloud.outages.bringUp(),
  'POST /approve-sign-in': (cloud, call) => cloud.approveSignIn(text(jsonBody(call).userCode) ?? undefined),
  'POST /decline-sign-in': (cloud, call) => cloud.declineSignIn(text(jsonBody(call).userCode) ?? undefined),
  'POST /expire-sign-in': cloud => cloud.expireSignIn(),
  'POST /decide': (cloud, call) => {
    const {requestId, decision, justification} = jsonBody(call);
    cloud.decide(
      text(requestId) ?? 'next',
      decision === 'Deny' ? 'Deny' : 'Approve',
      text(justification) ?? undefined,
    );
  },
  'POST /revoke': cloud => cloud.revokeRefreshTokens(),
  'POST /challenge': cloud => cloud.challengeAccessTokens(),
  ...awsActs,
  'POST /block-device-flow': (cloud, call) => {
    const {code} = jsonBody(call);
    cloud.blockDeviceFlow(code === 53003 || code === 530033 || code === 530036 ? code : null);
  },
};

/** The strings to pull for whoever tests a program from outside: JSON over HTTPS, no sign-in, loopback only. */
export function controlHandler(cloud: () => PracticeCloud): Handler {
  return async (call): Promise<Answer> => {
    const act = acts[`${call.method} ${call.path}`];
    if (act === undefined)
      return {
        status: 404,
        body: {error: `There is no ${call.method} ${call.path}`, known: Object.keys(acts)},
      };
    try {
      return {status: 200, body: (await act(cloud(), call)) ?? {}};
    } catch (cause) {
      return {status: 409, body: {error: cause instanceof Error ? cause.message : String(cause)}};
    }
  };
}

function serviceOf(name: unknown): Service {
  const found = services.find(one => one === name);
  if (found !== undefined) return found;
  throw new Error(`The body has to name a service: ${services.join(', ')}`);
}

function stateOf({clock, organisation, faults, user, pendingSignIns}: PracticeCloud): object {
  const {active, requests} = organisation;
  return {now: clock.now(), user, pendingSignIns, requests, active, faultHits: faults.hits};
}

/** A Fault as JSON; `match.path` is the source of a regular expression, tried without regard to case. */
function faultOf(call: Call): Fault {
  const {match, nth, times, do: harm} = jsonBody(call);
  const {origin, method, path} = record(match);
  return {
    match: {
      origin: originNames.find(name => name === origin && name !== 'control'),
      method: text(method) ?? undefined,
      path: typeof path === 'string' ? new RegExp(path, 'i') : undefined,
    },
    nth: typeof nth === 'number' ? nth : undefined,
    times: typeof times === 'number' ? times : undefined,
    do: record(harm),
  };
}
