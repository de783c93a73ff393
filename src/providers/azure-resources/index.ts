import type {AccessProvider, Clock, ServerTime} from '../../core/ports.ts';
import type {EntraAccess} from '../entra/access.ts';
import {captured} from '../pim/capture.ts';
import {arriving} from '../pim/pages.ts';
import {pimProvider} from '../pim/provider.ts';
import type {Reach} from '../pim/reach.ts';
import type {PimWire} from '../pim/wire-port.ts';

/** Azure resource roles over ARM's PIM, 2020-10-01. The SDK is loaded by the first call. */
export function createAzureResources(access: EntraAccess, clock: Clock, server: ServerTime): AccessProvider {
  const reach: Reach = {kind: 'azure-resource', audience: 'arm', what: 'Azure', access, clock};
  return pimProvider(armWire(reach), access, server);
}

/** Seconds in which a place ended by hand was seen to refuse (reference azure-pim 2.6: 90 to 117). */
const COOL_DOWN = 120;

function armWire(reach: Reach): PimWire {
  return {
    kind: reach.kind,
    coolDown: COOL_DOWN,
    namedByUs: true,
    // ARM takes any app that has a token for it (reference azure-pim 1.3).
    allowed: () => undefined,
    eligible: signal => arriving(async () => (await import('./lists.ts')).eligibleRows(reach, signal)),
    held: signal => arriving(async () => (await import('./lists.ts')).heldRows(reach, signal)),
    requests: signal => arriving(async () => (await import('./lists.ts')).requestRows(reach, signal)),
    narrower: (eligibility, signal) =>
      arriving(async () => (await import('./lists.ts')).children(reach, eligibility, signal)),
    usable: async (grant, signal) => (await import('./usable.ts')).isUsable(reach, grant, signal),
    rules: async (role, signal) => (await import('./policies.ts')).policyRules(reach, role, signal),
    request: async (name, scope, signal) =>
      (await import('./calls.ts')).requestNamed(reach, {name, scope}, signal),
    ...writes(reach),
  };
}

function writes(reach: Reach): Pick<PimWire, 'activate' | 'deactivate' | 'cancel' | 'plan'> {
  const calls = () => import('./calls.ts');
  return {
    activate: async (intent, call) => (await calls()).sendActivation(reach, intent, call),
    deactivate: async (grant, id, call) => {
      const {oid} = await reach.access.actor(call.signal);
      return (await calls()).sendDeactivation(reach, grant, {id, oid}, call);
    },
    cancel: async (request, call) => (await calls()).sendCancel(reach, request, call),
    plan: async intent => {
      const {put} = await calls();
      const call = {signal: new AbortController().signal};
      return captured(reach, (dry, http) => put(dry, intent, call, true)(http));
    },
  };
}
