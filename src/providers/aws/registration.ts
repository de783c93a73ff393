import {Secret} from '../../core/secret.ts';
import {minutes} from '../../core/time.ts';
import {jsonObject, textOf} from '../entra/wire-error.ts';
import type {Inside} from './inside.ts';
import {clientKey} from './options.ts';
import type {SignInClient} from './stored-sign-in.ts';

/** A client must outlive the sign-in that is begun with it, and be there for the first refreshes. */
const MARGIN = minutes(60);

/** The client that signs in, registered once and used until its secret runs out (reference aws-jit 1). */
export async function clientOf(inside: Inside, signal: AbortSignal): Promise<SignInClient> {
  return (await keptClient(inside)) ?? newClient(inside, signal);
}

/** AWS no longer knows the old one, or there is none. */
export async function newClient(inside: Inside, signal: AbortSignal): Promise<SignInClient> {
  const {options, session, oidc} = inside;
  const client = await oidc.register(signal);
  // A shared sign-in carries its client along in the AWS CLI's file and must not need a store of ours.
  if (!options.share) await (await options.vault()).change(clientKey(session), () => asText(client));
  return client;
}

export async function forgetClient({options, session}: Inside): Promise<void> {
  const [vault, entry] = [await options.vault(), clientKey(session)];
  if ((await vault.read(entry)) !== undefined) await vault.change(entry, () => undefined);
}

async function keptClient({options, session}: Inside): Promise<SignInClient | undefined> {
  if (options.share) return undefined;
  const saved = jsonObject((await (await options.vault()).read(clientKey(session)))?.reveal());
  const [clientId, clientSecret] = [textOf(saved?.clientId), textOf(saved?.clientSecret)];
  if (clientId === undefined || clientSecret === undefined) return undefined;
  const expiresAt = typeof saved?.expiresAt === 'number' ? saved.expiresAt : 0;
  if (expiresAt - options.server.now() < MARGIN) return undefined;
  return {clientId, clientSecret: new Secret(clientSecret), expiresAt};
}

const asText = ({clientId, clientSecret, expiresAt}: SignInClient): Secret =>
  new Secret(JSON.stringify({clientId, clientSecret: clientSecret.reveal(), expiresAt}));
