import type {HttpClient} from '@azure/core-rest-pipeline';
import type {Grant} from '../../core/grant.ts';
import type {Intent} from '../../core/intent.ts';
import type {Call, Page} from '../../core/ports.ts';
import {Trouble} from '../../core/problem.ts';
import {isNotFound, read, readPages, type Sent, send} from './calls.ts';
import {atTheDoor} from './door.ts';
import {graphClient, graphPages} from './graph.ts';
import type {GraphDialect, GraphList} from './graph-dialect.ts';
import {graphPage, PolicyAssignment} from './graph-wire.ts';
import {whole} from './merge.ts';
import {overlapped} from './pages.ts';
import type {PolicyRule} from './policy.ts';
import type {Reach} from './reach.ts';
import type {RequestRow, RoleRow} from './rows.ts';
import {askedScope} from './scope.ts';
import type {Addressed} from './wire-port.ts';

export function graphList<Row extends RoleRow>(
  reach: Reach,
  {named}: GraphDialect,
  list: GraphList<Row>,
  signal: AbortSignal,
): AsyncGenerator<Page<Row>> {
  const known = new Map<string, string>();
  const pages = readPages(reach, signal, http => graphPages(reach, list, signal, http));
  return overlapped(pages, items => named(reach, items, known, signal));
}

/** `undefined` for a 404 of Graph's own. */
export function requestById(
  reach: Reach,
  dialect: GraphDialect,
  id: string,
  signal: AbortSignal,
): Promise<RequestRow | undefined> {
  return read(reach, signal, async http => {
    const client = await graphClient(reach, {signal}, http);
    try {
      const found = await client.api(`${dialect.requestsPath}/${encodeURIComponent(id)}`).get();
      return atTheDoor(reach.what, dialect.request, found);
    } catch (thrown) {
      if (isNotFound(thrown)) return undefined;
      throw thrown;
    }
  });
}

/** The POST, by the one function that `plan` uses too. */
export const post =
  (reach: Reach, dialect: GraphDialect, body: object, call: Call) =>
  async (http: HttpClient): Promise<RequestRow> => {
    const client = await graphClient(reach, call, http);
    const answer: unknown = await client.api(dialect.requestsPath).post(body);
    return atTheDoor(reach.what, dialect.request, answer);
  };

export function sendActivation(
  reach: Reach,
  dialect: GraphDialect,
  intent: Intent,
  call: Call,
): Promise<Sent<RequestRow>> {
  return send(reach, call, post(reach, dialect, activationBody(dialect, intent), call));
}

/** Graph has no narrower scopes: asking for one throws before anything is sent. */
export function activationBody(dialect: GraphDialect, intent: Intent): object {
  askedScope(intent);
  return dialect.activation(intent);
}

export function sendDeactivation(
  reach: Reach,
  dialect: GraphDialect,
  {grant, oid}: {readonly grant: Grant; readonly oid: string},
  call: Call,
): Promise<Sent<RequestRow>> {
  return send(reach, call, post(reach, dialect, dialect.deactivation(grant, oid), call));
}

export function sendCancel(
  reach: Reach,
  dialect: GraphDialect,
  request: Grant,
  call: Call,
): Promise<Sent<void>> {
  return send(reach, call, async http => {
    const client = await graphClient(reach, call, http);
    const id = encodeURIComponent(request.requestId ?? request.id);
    await client.api(`${dialect.requestsPath}/${id}/cancel`).post({});
  });
}

/** `$filter` is required (reference azure-pim 3). Who is only eligible may be refused: then nothing is known. */
export async function policyRules(
  reach: Reach,
  dialect: GraphDialect,
  role: Addressed,
  signal: AbortSignal,
): Promise<readonly PolicyRule[] | undefined> {
  const filter = encodeURIComponent(dialect.policyFilter(role));
  const path = `/policies/roleManagementPolicyAssignments?$filter=${filter}&$expand=policy($expand=rules)`;
  const list = {path, shape: graphPage(PolicyAssignment)};
  try {
    const rows = await whole(readPages(reach, signal, http => graphPages(reach, list, signal, http)));
    return rows[0]?.policy?.rules ?? undefined;
  } catch (thrown) {
    if (thrown instanceof Trouble && thrown.problem.code === 'denied') return undefined;
    throw thrown;
  }
}
