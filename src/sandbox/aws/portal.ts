import type {Answer, Call, Handler} from '../http/call.ts';
import type {Estate} from './estate.ts';
import {iamIdFrom, reservedHash} from './identifiers.ts';
import type {PracticePermissionSet, PracticePrincipal} from './model.ts';
import type {PortalSession, PortalSessions} from './portal-sessions.ts';
import {AwsRefusal} from './refusal.ts';
import type {RoleSessions} from './role-sessions.ts';

/** Everything that the access portal knows. */
export interface PortalService {
  readonly seed: number;
  readonly estate: Estate;
  readonly assigned: () => readonly PracticePermissionSet[];
  readonly portalSessions: PortalSessions;
  readonly roleSessions: RoleSessions;
  readonly userName: () => string;
  /** false: one call too many. */
  readonly takesOne: () => boolean;
}

type Route = (service: PortalService, call: Call, session: PortalSession) => Answer;

const routes: Readonly<Record<string, Route>> = {
  'GET /assignment/accounts': listAccounts,
  'GET /assignment/roles': listAccountRoles,
  'GET /federation/credentials': getRoleCredentials,
  'POST /logout': (_service, _call, session) => {
    session.over = true;
    return {status: 200};
  },
};

/** The access portal (reference aws-jit 2). */
export function portalHandler(service: PortalService): Handler {
  return call => {
    try {
      const route = routes[`${call.method} ${call.path}`];
      if (route === undefined) throw new AwsRefusal(404, 'UnknownOperationException', 'No such operation');
      return route(service, call, admitted(service, call));
    } catch (refusal) {
      if (!(refusal instanceof AwsRefusal)) throw refusal;
      const {status, code, message} = refusal;
      return {status, headers: {'x-amzn-errortype': code}, body: {message}};
    }
  };
}

function admitted({portalSessions, takesOne}: PortalService, call: Call): PortalSession {
  if (!takesOne()) throw new AwsRefusal(429, 'TooManyRequestsException', 'HTTP 429 Unknown Code');
  const session = portalSessions.find(call.headers['x-amz-sso_bearer_token'] ?? '');
  if (session === undefined)
    throw new AwsRefusal(401, 'UnauthorizedException', 'Session token not found or invalid');
  return session;
}

function listAccounts({estate, assigned}: PortalService, call: Call): Answer {
  const held = new Set(assigned().map(({accountId}) => accountId));
  const rows = [...estate.accounts.values()].filter(({id}) => held.has(id));
  const {page, nextToken} = pageOf(rows, call);
  const accountList = page.map(({id, name, email}) => ({
    accountId: id,
    accountName: name,
    emailAddress: email,
  }));
  return {status: 200, body: {accountList, ...nextToken}};
}

function listAccountRoles(service: PortalService, call: Call): Answer {
  const accountId = accountOf(service, call);
  const held = service.assigned().filter(one => one.accountId === accountId);
  if (held.length === 0 || service.estate.forbidden.has(accountId)) throw noAccess();
  const {page, nextToken} = pageOf(held, call);
  return {status: 200, body: {roleList: page.map(({name}) => ({roleName: name, accountId})), ...nextToken}};
}

/** Credentials that end as the permission set says; nobody asks for less (reference aws-jit 2). */
function getRoleCredentials(service: PortalService, call: Call): Answer {
  const roleName = parameter(call, 'role_name');
  const accountId = accountOf(service, call);
  const set = service.assigned().find(one => one.accountId === accountId && one.name === roleName);
  if (set === undefined) throw noAccess();
  const principal = reservedPrincipal(service, set);
  const {accessKeyId, secretAccessKey, sessionToken, expiresAt} = service.roleSessions.issue({
    ...{by: 'portal', principal, seconds: set.sessionSeconds},
  });
  const roleCredentials = {accessKeyId, secretAccessKey, sessionToken, expiration: expiresAt};
  return {status: 200, body: {roleCredentials}};
}

function reservedPrincipal(service: PortalService, set: PracticePermissionSet): PracticePrincipal {
  const {accountId} = set;
  const name = reservedRole(service.seed, set);
  const userName = service.userName();
  return {
    ...{type: 'role', accountId, sourceArn: reservedArn(service.seed, set)},
    arn: `arn:aws:sts::${accountId}:assumed-role/${name}/${userName}`,
    userId: `${iamIdFrom('AROA', service.seed, accountId, name)}:${userName}`,
  };
}

type Place = Pick<PracticePermissionSet, 'accountId' | 'name'>;

const reservedRole = (seed: number, {accountId, name}: Place): string =>
  `AWSReservedSSO_${name}_${reservedHash(seed, accountId, name)}`;

/** The role that Identity Center makes for a permission set in an account, as trust policies name it. */
export const reservedArn = (seed: number, place: Place): string =>
  `arn:aws:iam::${place.accountId}:role/aws-reserved/sso.amazonaws.com/${reservedRole(seed, place)}`;

function accountOf({estate}: PortalService, call: Call): string {
  const id = parameter(call, 'account_id');
  if (estate.accounts.has(id)) return id;
  throw new AwsRefusal(404, 'ResourceNotFoundException', `The account ${id} could not be found`);
}

function parameter(call: Call, name: string): string {
  const value = call.query.get(name);
  if (value) return value;
  throw invalidRequest(`${name} is required`);
}

/** A role that is not assigned (modelled by nobody, but so it is: reference aws-jit 2). */
const noAccess = (): AwsRefusal => new AwsRefusal(403, 'ForbiddenException', 'No access');

const invalidRequest = (message: string): AwsRefusal =>
  new AwsRefusal(400, 'InvalidRequestException', message);

/** At most 100 rows; asking for more is refused (reference aws-jit 2). */
function pageOf<Row>(rows: readonly Row[], {query}: Call): {page: readonly Row[]; nextToken: object} {
  const size = Number(query.get('max_result') ?? '100');
  if (!Number.isInteger(size) || size < 1 || size > 100)
    throw invalidRequest('max_result must be between 1 and 100');
  const from = offset(query.get('next_token'));
  const next = from + size;
  const more = next < rows.length;
  const token = Buffer.from(`from:${next}`).toString('base64url');
  return {page: rows.slice(from, next), nextToken: more ? {nextToken: token} : {}};
}

function offset(token: string | null): number {
  if (token === null) return 0;
  const found = /^from:(\d+)$/.exec(Buffer.from(token, 'base64url').toString('utf8'));
  if (found === null) throw invalidRequest('next_token is not valid');
  return Number(found[1]);
}
