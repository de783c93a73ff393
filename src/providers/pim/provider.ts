import type {Grant} from '../../core/grant.ts';
import type {Intent, Receipt} from '../../core/intent.ts';
import type {AccessProvider, Answer, Call, Ending, ServerTime} from '../../core/ports.ts';
import type {EntraAccess} from '../entra/access.ts';
import {activation, type Bench} from './activation.ts';
import {answerTo} from './answers.ts';
import {deactivation, withdrawal} from './ending.ts';
import {finding} from './finding.ts';
import {eligibilities, grants, madeRequests, openRequests} from './lists.ts';
import {arriving, begun} from './pages.ts';
import {policyOf} from './policy.ts';
import {askedScope} from './scope.ts';
import type {PimWire} from './wire-port.ts';

/** The three kinds keep the same rules over different calls; this joins the rules to one kind's calls. */
export function pimProvider(wire: PimWire, access: EntraAccess, server: ServerTime): AccessProvider {
  const {kind, narrower, usable} = wire;
  const now = () => server.now();
  const owner = async (signal: AbortSignal) => {
    wire.allowed();
    return {kind, tenantId: (await access.actor(signal)).tenantId};
  };
  const bench = async (signal: AbortSignal): Promise<Bench> => ({wire, now, owner: await owner(signal)});
  return {
    kind,
    eligible: signal =>
      arriving(async () => {
        const rows = begun(wire.eligible(signal));
        return eligibilities({...wire, eligible: () => rows}, await owner(signal), signal);
      }),
    active: signal =>
      arriving(async () => {
        const rows = begun(wire.held(signal));
        return grants({...wire, held: () => rows}, await owner(signal), signal);
      }),
    open: signal => arriving(async () => openRequests(wire, await owner(signal), now, signal)),
    madeRequests: signal => arriving(async () => madeRequests(wire, await owner(signal), signal)),
    policy: async (eligibility, signal) => policyOf(await wire.rules(eligibility, signal)),
    ...(narrower === undefined ? {} : {narrower}),
    ...(usable === undefined ? {} : {usable}),
    plan: async intent => [await wire.plan(intent)],
    activate: async (intent: Intent, call: Call) => activation(await bench(call.signal), intent, call),
    check: async (receipt: Receipt, signal) => checking(await bench(signal), receipt, signal),
    find: (intent: Intent, signal) => finding(() => bench(signal), intent, signal),
    deactivate: async (grant: Grant, id: string, call: Call): Promise<Ending> =>
      deactivation(await bench(call.signal), grant, id, call),
    cancel: async (request: Grant, call: Call) => withdrawal(await bench(call.signal), request, call),
  };
}

/** A request the cloud does not show (yet) is `unknown`, and goes on being watched. */
async function checking({wire, owner, now}: Bench, receipt: Receipt, signal: AbortSignal): Promise<Answer> {
  const {requestId, intent} = receipt;
  const row = await wire.request(requestId, askedScope(intent), signal);
  if (row === undefined) return {type: 'pending', state: 'unknown', receipt, approvers: []};
  return answerTo(wire, owner, {row, intent, now: now()}, signal);
}
