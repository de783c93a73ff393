import {Agent} from 'node:https';
import {
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineRequest,
  type HttpClient,
} from '@azure/core-rest-pipeline';
import type {Call, ServerTime} from '../../src/core/ports.ts';
import {Trouble} from '../../src/core/problem.ts';
import {Secret} from '../../src/core/secret.ts';
import type {Instant} from '../../src/core/time.ts';
import type {Audience, EntraAccess} from '../../src/providers/entra/access.ts';
import {stepUpOf} from '../../src/providers/entra/claims-challenge.ts';
import type {PracticeCloud} from '../../src/sandbox/index.ts';

/** A signed-in person at the practice cloud, without any store or SDK for the sign-in. */
export interface SandboxAccess extends EntraAccess {
  /** The person meets a claims request; calls that name it then use exactly the token it gave. */
  stepUp(claims: string): Promise<void>;
  /** The same person through another app. */
  as(clientId: string): SandboxAccess;
}

interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
}

const CP1 = {xms_cc: {values: ['cp1']}};

export function sandboxAccess(cloud: PracticeCloud, clientId = cloud.clientId): SandboxAccess {
  const agent = new Agent({ca: cloud.ca, keepAlive: true});
  const http = through(agent);
  const person = createPerson(cloud, http, clientId);
  return {
    endpoints: {
      authorityHost: cloud.origins.login,
      armEndpoint: cloud.origins.arm,
      graphEndpoint: cloud.origins.graph,
    },
    clientId,
    http,
    token: (audience, call) => person.token(audience, call),
    actor: async () => {
      const claims = payload((await person.token('arm', {})).token.reveal());
      const {tid: tenantId, oid, upn: account} = claims;
      return {profile: 'default', authority: cloud.origins.login, tenantId, oid, account};
    },
    stepUp: claims => person.stepUp(claims),
    as: other => sandboxAccess(cloud, other),
  };
}

/** The server's time is the practice cloud's own. */
export const sandboxTime = (cloud: PracticeCloud): ServerTime => ({
  now: () => cloud.clock.now(),
  offset: () => 0,
});

function through(agent: Agent): HttpClient {
  const plain = createDefaultHttpClient();
  return {
    sendRequest: request => {
      request.agent = agent;
      return plain.sendRequest(request);
    },
  };
}

function createPerson(cloud: PracticeCloud, http: HttpClient, clientId: string) {
  const met = new Map<string, string>();
  const held = new Map<string, string>();
  const post = (path: string, form: Readonly<Record<string, string>>) =>
    entra(cloud, http, path, {...form, client_id: clientId});
  let signedIn: Promise<string> | undefined;
  const signIn = async (claims: string): Promise<string> => {
    const scope = `${cloud.origins.arm}/.default offline_access`;
    const code = (await post('devicecode', {scope, claims})) as {readonly device_code: string};
    cloud.approveSignIn();
    const tokens = (await post('token', {
      grant_type: 'device_code',
      device_code: code.device_code,
      claims,
    })) as unknown as Tokens;
    return tokens.refresh_token;
  };
  const redeem = async (refresh: string, audience: Audience, claims: string): Promise<string> => {
    const scope = `${audience === 'monitor' ? 'https://monitor.azure.com' : cloud.origins[audience]}/.default`;
    const tokens = await post('token', {grant_type: 'refresh_token', refresh_token: refresh, scope, claims});
    return (tokens as unknown as Tokens).access_token;
  };
  return {
    stepUp: async (claims: string) => {
      met.set(claims, await signIn(withCapability(claims)));
    },
    token: async (audience: Audience, {claims}: Partial<Call>) => {
      const stepped = claims === undefined ? undefined : met.get(claims);
      if (claims !== undefined && stepped === undefined) throw notMet(claims);
      signedIn ??= signIn(withCapability('{}'));
      const key = `${audience} ${claims ?? ''}`;
      const known = stillGood(held.get(key), cloud.clock.now());
      const refresh = stepped ?? (await signedIn);
      const text = known ?? (await redeem(refresh, audience, withCapability(claims ?? '{}')));
      held.set(key, text);
      return {token: new Secret(text), expiresAt: Number(payload(text).exp) * 1000};
    },
  };
}

function stillGood(token: string | undefined, now: Instant): string | undefined {
  return token === undefined || Number(payload(token).exp) * 1000 <= now ? undefined : token;
}

function notMet(claims: string): Trouble {
  return new Trouble({code: 'step-up-needed', ...stepUpOf(claims)});
}

const withCapability = (claims: string): string => {
  const wanted = JSON.parse(claims) as {readonly access_token?: object};
  return JSON.stringify({access_token: {...wanted.access_token, ...CP1}});
};

async function entra(
  {origins, tenantId}: PracticeCloud,
  http: HttpClient,
  path: string,
  form: Readonly<Record<string, string>>,
): Promise<unknown> {
  const answer = await http.sendRequest(
    createPipelineRequest({
      url: `${origins.login}/${tenantId}/oauth2/v2.0/${path}`,
      method: 'POST',
      headers: createHttpHeaders({'content-type': 'application/x-www-form-urlencoded'}),
      body: new URLSearchParams(form).toString(),
    }),
  );
  if (answer.status !== 200) throw new Error(`${path}: ${answer.bodyAsText}`);
  return JSON.parse(answer.bodyAsText ?? '');
}

function payload(jwt: string): Readonly<Record<'tid' | 'oid' | 'upn' | 'exp', string>> {
  return JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString('utf8'));
}
