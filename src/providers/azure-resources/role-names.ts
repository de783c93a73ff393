import type {HttpClient} from '@azure/core-rest-pipeline';
import {stackFor} from '../pim/calls.ts';
import {lastSegment} from '../pim/door.ts';
import type {Reach} from '../pim/reach.ts';
import {armClient} from './client.ts';
import {asArrived} from './pages.ts';
import {WireRoleDefinition} from './wire.ts';

/** What a list has told or a look-up found, by lower-case key; for rows that come without (demoray/azure-pim-cli#214). */
export interface Names {
  /** By the role definition id's last segment; empty where nothing could be found. */
  readonly roles: Map<string, string>;
  /** By scope id. */
  readonly scopes: Map<string, string>;
}

interface Named {
  readonly displayName?: string | null | undefined;
}

export interface Nameable {
  readonly properties: {
    readonly scope: string;
    readonly roleDefinitionId: string;
    readonly expandedProperties?:
      | {readonly scope?: Named | null | undefined; readonly roleDefinition?: Named | null | undefined}
      | null
      | undefined;
  };
}

export const noNames = (): Names => ({roles: new Map(), scopes: new Map()});

const roleKey = (id: string): string => lastSegment(id).toLowerCase();

/**
 * Learns from the rows that tell names, and looks the other roles up, each once. What cannot be looked up stays
 * without: no list fails over a name.
 */
export async function learnNames(
  reach: Reach,
  rows: readonly Nameable[],
  names: Names,
  signal: AbortSignal,
): Promise<void> {
  for (const {properties} of rows) keep(names, properties);
  const ids = new Map(rows.map(({properties: {roleDefinitionId: id}}) => [roleKey(id), id]));
  const wanted = [...ids].filter(([key]) => !names.roles.has(key));
  await Promise.all(wanted.map(async ([key, id]) => names.roles.set(key, await lookUp(reach, id, signal))));
}

function keep({roles, scopes}: Names, row: Nameable['properties']): void {
  const role = row.expandedProperties?.roleDefinition?.displayName;
  const scope = row.expandedProperties?.scope?.displayName;
  if (role) roles.set(roleKey(row.roleDefinitionId), role);
  if (scope) scopes.set(row.scope.toLowerCase(), scope);
}

async function lookUp(reach: Reach, id: string, signal: AbortSignal): Promise<string> {
  try {
    return (await roleName(reach, id, stackFor(reach, signal), signal)) ?? '';
  } catch {
    signal.throwIfAborted();
    return '';
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
