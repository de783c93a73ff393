import type {AccessProvider, ServerTime} from '../../core/ports.ts';
import {captured} from './capture.ts';
import {needsConsent} from './consent.ts';
import type {GraphDialect, GraphList} from './graph-dialect.ts';
import {arriving} from './pages.ts';
import {pimProvider} from './provider.ts';
import type {Reach} from './reach.ts';
import type {RoleRow} from './rows.ts';
import type {PimWire} from './wire-port.ts';

/** Seconds in which a place ended by hand was seen to refuse (reference azure-pim 2.6: 12). */
const COOL_DOWN = 15;

type Calls = typeof import('./graph-calls.ts');

/** Entra roles or groups over Graph. The SDK, zod and the dialect are loaded by the first call. */
export function graphProvider(
  reach: Reach,
  dialect: () => Promise<GraphDialect>,
  server: ServerTime,
): AccessProvider {
  const allowed = () => needsConsent(reach.access, reach.kind);
  const ready = async () => {
    allowed();
    return {calls: await import('./graph-calls.ts'), spoken: await dialect()};
  };
  const wire = {
    kind: reach.kind,
    coolDown: COOL_DOWN,
    namedByUs: false,
    allowed,
    ...reads(reach, ready),
    ...writes(reach, ready),
  };
  return pimProvider(wire, reach.access, server);
}

type Ready = () => Promise<{readonly calls: Calls; readonly spoken: GraphDialect}>;

function reads(
  reach: Reach,
  ready: Ready,
): Pick<PimWire, 'eligible' | 'held' | 'requests' | 'rules' | 'request'> {
  const list = <Row extends RoleRow>(of: (spoken: GraphDialect) => GraphList<Row>, signal: AbortSignal) =>
    arriving(async () => {
      const {calls, spoken} = await ready();
      return calls.graphList(reach, spoken, of(spoken), signal);
    });
  return {
    eligible: signal => list(spoken => spoken.eligible, signal),
    held: signal => list(spoken => spoken.held, signal),
    requests: signal => list(spoken => spoken.requests, signal),
    rules: async (role, signal) => {
      const {calls, spoken} = await ready();
      return calls.policyRules(reach, spoken, role, signal);
    },
    request: async (id, _scope, signal) => {
      const {calls, spoken} = await ready();
      return calls.requestById(reach, spoken, id, signal);
    },
  };
}

function writes(reach: Reach, ready: Ready): Pick<PimWire, 'activate' | 'deactivate' | 'cancel' | 'plan'> {
  return {
    activate: async (intent, call) => {
      const {calls, spoken} = await ready();
      return calls.sendActivation(reach, spoken, intent, call);
    },
    deactivate: async (grant, _id, call) => {
      const {calls, spoken} = await ready();
      const {oid} = await reach.access.actor(call.signal);
      return calls.sendDeactivation(reach, spoken, {grant, oid}, call);
    },
    cancel: async (request, call) => {
      const {calls, spoken} = await ready();
      return calls.sendCancel(reach, spoken, request, call);
    },
    plan: async intent => {
      const {calls, spoken} = await ready();
      const call = {signal: new AbortController().signal};
      const body = calls.activationBody(spoken, intent);
      return captured(reach, (dry, http) => calls.post(dry, spoken, body, call)(http));
    },
  };
}
