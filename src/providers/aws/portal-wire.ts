import {
  GetRoleCredentialsCommand,
  ListAccountRolesCommand,
  ListAccountsCommand,
  SSOClient,
} from '@aws-sdk/client-sso';
import {z} from 'zod';
import type {AwsCredentials} from '../../core/loan.ts';
import {Trouble} from '../../core/problem.ts';
import {Secret} from '../../core/secret.ts';
import {untrusted} from '../../core/untrusted.ts';
import type {AwsAccess, AwsSession} from './access.ts';
import type {PortalAccount} from './portal-port.ts';
import {badAnswer} from './portal-refusals.ts';

/** More than a hundred is refused (reference aws-jit 2). */
const PAGE = {maxResults: 100};

/** One call: its client, the bearer token, and what ends it. */
export interface PortalCall {
  readonly client: SSOClient;
  readonly token: Secret;
  readonly signal: AbortSignal;
}

/** `next` is absent on the last page. */
export interface PortalPage<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
}

/** Nothing is signed: what a portal call carries is its token. */
export const portalClient = async (access: AwsAccess, session: AwsSession): Promise<SSOClient> =>
  new SSOClient(await access.clientParts('portal', session));

const next = z
  .string()
  .nullish()
  .transform(text => text || undefined);

const accountId = z.string().regex(/^\d{12}$/);

const Accounts = z
  .object({
    accountList: z.array(z.object({accountId, accountName: z.string().nullish()})),
    nextToken: next,
  })
  .transform(({accountList, nextToken}) => ({items: accountList.map(account), next: nextToken}));

const account = (row: {accountId: string; accountName?: string | null | undefined}): PortalAccount => ({
  accountId: row.accountId,
  accountName: untrusted(row.accountName ?? ''),
});

const Roles = z
  .object({roleList: z.array(z.object({roleName: z.string().min(1)})), nextToken: next})
  .transform(({roleList, nextToken}) => ({items: roleList.map(({roleName}) => roleName), next: nextToken}));

const text = z.string().min(1);

/** `expiration` is in milliseconds. */
const Credentials = z
  .object({
    roleCredentials: z.object({
      ...{accessKeyId: text, secretAccessKey: text, sessionToken: text},
      expiration: z.number().int().positive(),
    }),
  })
  .transform(({roleCredentials: {accessKeyId, secretAccessKey, sessionToken, expiration}}) => ({
    accessKeyId,
    secretAccessKey: new Secret(secretAccessKey),
    sessionToken: new Secret(sessionToken),
    expiresAt: expiration,
  }));

export async function accountsPage(call: PortalCall, nextToken?: string): Promise<PortalPage<PortalAccount>> {
  const command = new ListAccountsCommand({...bearing(call), ...PAGE, ...from(nextToken)});
  return parsed(Accounts, await call.client.send(command, {abortSignal: call.signal}));
}

export async function rolesPage(
  call: PortalCall,
  accountId: string,
  nextToken?: string,
): Promise<PortalPage<string>> {
  const command = new ListAccountRolesCommand({...bearing(call), ...PAGE, accountId, ...from(nextToken)});
  return parsed(Roles, await call.client.send(command, {abortSignal: call.signal}));
}

export async function roleCredentials(
  call: PortalCall,
  accountId: string,
  roleName: string,
): Promise<AwsCredentials> {
  const command = new GetRoleCredentialsCommand({...bearing(call), accountId, roleName});
  return parsed(Credentials, await call.client.send(command, {abortSignal: call.signal}));
}

const bearing = ({token}: PortalCall) => ({accessToken: token.reveal()});

const from = (nextToken: string | undefined) => (nextToken === undefined ? {} : {nextToken});

/** Says where it is wrong, never what was there: the answer may hold secrets. */
function parsed<T>(shape: z.ZodType<T>, answer: unknown): T {
  const read = shape.safeParse(answer);
  if (read.success) return read.data;
  const place = read.error.issues[0]?.path.join('.') ?? '';
  throw new Trouble(badAnswer(`it is not of the shape it should be (${place})`));
}
