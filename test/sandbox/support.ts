import {randomUUID} from 'node:crypto';
import tls from 'node:tls';
import {type PracticeCloud, type PracticeCloudOptions, startPracticeCloud} from '../../src/sandbox/index.ts';

/** An empty tenant whose clock stands still until it is turned, and whose certificate this process trusts. */
export async function stillCloud(options: PracticeCloudOptions = {}): Promise<PracticeCloud> {
  const cloud = await startPracticeCloud({scenario: 'empty', ticking: false, ...options});
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), cloud.ca]);
  return cloud;
}

/** Parsed JSON, as loose as it arrives: a test reads it as deep as it likes, and a wrong shape fails the test. */
export type Json = ReturnType<typeof JSON.parse>;

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Json;
}

export async function visit(url: string, init: RequestInit = {}): Promise<Reply> {
  const response = await fetch(url, {redirect: 'manual', ...init});
  const text = await response.text();
  const json = response.headers.get('content-type')?.includes('json') === true && text !== '';
  return {status: response.status, headers: response.headers, body: json ? JSON.parse(text) : text};
}

export function post(url: string, form: Readonly<Record<string, string>>): Promise<Reply> {
  return visit(url, {method: 'POST', body: new URLSearchParams(form)});
}

export const cp1 = '{"access_token":{"xms_cc":{"values":["cp1"]}}}';

export function withClaims(claims: object): string {
  return JSON.stringify({access_token: {...claims, xms_cc: {values: ['cp1']}}});
}

/** A finished device sign-in: the answer of the token endpoint. */
export async function signIn(
  cloud: PracticeCloud,
  scope: string,
  claims = cp1,
  clientId = cloud.clientId,
): Promise<Reply> {
  const base = `${cloud.origins.login}/${cloud.tenantId}/oauth2/v2.0`;
  const started = await post(`${base}/devicecode`, {client_id: clientId, scope, claims});
  cloud.approveSignIn(started.body.user_code);
  const {device_code} = started.body;
  return post(`${base}/token`, {client_id: clientId, grant_type: 'device_code', device_code, claims, scope});
}

export type Send = (method: string, path: string, body?: object) => Promise<Reply>;

/** Calls one of the two services with a token for it; paths are written after the origin (and after `/v1.0`). */
export async function caller(cloud: PracticeCloud, name: 'arm' | 'graph', claims = cp1): Promise<Send> {
  const origin = cloud.origins[name];
  const {body} = await signIn(cloud, `${origin}/.default openid profile offline_access`, claims);
  return sender(name === 'graph' ? `${origin}/v1.0` : origin, body.access_token);
}

export function sender(base: string, token: string): Send {
  return (method, path, body) => {
    const headers = {authorization: `Bearer ${token}`, 'content-type': 'application/json'};
    const url = path.startsWith('https:') ? path : `${base}${path}`;
    return visit(url, {method, headers, ...(body === undefined ? {} : {body: JSON.stringify(body)})});
  };
}

const pim = 'providers/Microsoft.Authorization';
export const version = 'api-version=2020-10-01';

export function armList(collection: string, scope = '', filter = 'asTarget()'): string {
  return `${scope}/${pim}/${collection}?${version}&$filter=${encodeURIComponent(filter)}`;
}

/** An activation of the only (or named) Azure eligibility, with everything in order, changed by `change`. */
export interface Asked {
  readonly role?: string;
  readonly scope?: string;
  readonly name?: string;
  readonly action?: '' | '/validate' | '/cancel';
  readonly change?: object;
}

export function activate(
  cloud: PracticeCloud,
  send: Send,
  {role, scope, name, action = '', change = {}}: Asked = {},
): Promise<Reply> {
  const row = cloud.organisation.eligibilities.find(
    one => one.kind === 'azure-resource' && (role === undefined || one.role.name === role),
  );
  if (row === undefined) throw new Error('There is no such eligibility');
  const place = scope ?? row.scope.id;
  const path = `${place}/${pim}/roleAssignmentScheduleRequests/${name ?? randomUUID()}${action}?${version}`;
  const properties = {
    principalId: cloud.user.oid,
    roleDefinitionId: `${pim}/roleDefinitions/${row.role.id}`,
    requestType: 'SelfActivate',
    justification: 'incident 42',
    scheduleInfo: {expiration: {type: 'AfterDuration', duration: 'PT1H'}},
    ...change,
  };
  return send(action === '' ? 'PUT' : 'POST', path, {properties});
}

export const minute = 60_000;
export const hour = 60 * minute;
