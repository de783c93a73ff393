import type {HttpClient} from '@azure/core-rest-pipeline';
import {stackFor} from '../pim/calls.ts';
import {lastSegment} from '../pim/door.ts';
import type {Reach} from '../pim/reach.ts';
import {armClient} from './client.ts';
import {asArrived} from './pages.ts';
import type {RoleNames} from './translate.ts';
import {WireRoleDefinition} from './wire.ts';

export interface Nameable {
  readonly properties: {
    readonly roleDefinitionId: string;
    readonly expandedProperties?:
      | {readonly roleDefinition?: {readonly displayName?: unknown} | null | undefined}
      | null
      | undefined;
  };
}

/** The names that these rows lack, each role looked up once. What cannot be looked up stays without: no list fails over a name. */
export async function missingNames(
  reach: Reach,
  rows: readonly Nameable[],
  known: Map<string, string>,
  signal: AbortSignal,
): Promise<RoleNames> {
  const nameless = rows
    .map(row => row.properties)
    .filter(row => !row.expandedProperties?.roleDefinition?.displayName);
  const ids = new Map(nameless.map(row => [roleKey(row.roleDefinitionId), row.roleDefinitionId]));
  const wanted = [...ids].filter(([key]) => !known.has(key));
  await Promise.all(wanted.map(async ([key, id]) => known.set(key, (await lookUp(reach, id, signal)) ?? '')));
  return known;
}

const roleKey = (id: string): string => lastSegment(id).toLowerCase();

async function lookUp(reach: Reach, id: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    return await roleName(reach, id, stackFor(reach, signal), signal);
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}

async function roleName(
  reach: Reach,
  id: string,
  http: HttpClient,
  signal: AbortSignal,
): Promise<string | undefined> {
  const client = await armClient(reach, {signal}, http);
  let body: unknown;
  await client.roleDefinitions.getById(id.replace(/^\//, ''), {
    abortSignal: signal,
    requestOptions: asArrived,
    onResponse: answer => {
      body = answer.parsedBody;
    },
  });
  return WireRoleDefinition.safeParse(body).data?.properties.roleName;
}
