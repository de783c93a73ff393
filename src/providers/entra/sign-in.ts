import type {SignInEvent, SignInFlow, StepUp} from '../../core/identity.ts';
import {problemOf, Trouble} from '../../core/problem.ts';
import {Secret} from '../../core/secret.ts';
import type {Audience} from './access.ts';
import type {Asking, Met} from './asking.ts';
import {askInBrowser} from './browser.ts';
import {askByDeviceCode} from './device-code.ts';
import {identityOf} from './identity.ts';
import {type Inside, recordOf} from './inside.ts';
import {scopeOf} from './options.ts';
import {type SignInRecord, writeRecord} from './record.ts';
import {type Announce, told} from './story.ts';
import {checkIdentity, readTokenClaims} from './token-claims.ts';

/** Asks a person; the answer is checked before any of it is kept. */
export async function* signIn(
  inside: Inside,
  flow: SignInFlow,
  signal: AbortSignal,
): AsyncGenerator<SignInEvent, void, void> {
  const {options} = inside;
  const audience = options.firstAudience ?? 'arm';
  // A store that is refused or cannot be opened is said before a person has done their part for nothing.
  await (await options.vault()).prepare?.();
  await inside.shelf.read();
  const met = yield* ask(inside, {audience, flow, signal, stepUp: undefined, account: undefined});
  const record = recordFrom(inside, met, audience);
  await options.locks.holding(`refresh-${inside.key}`, signal, () => replace(inside, met, record));
  yield {type: 'signed-in', provider: 'entra', identity: await identityOf(inside)};
}

export interface AskWish {
  readonly audience: Audience;
  readonly flow: SignInFlow;
  readonly signal: AbortSignal;
  readonly stepUp: StepUp | undefined;
  readonly account: string | undefined;
}

/** `auto` is the browser where there is one to open, else the code (design 5). */
export async function* ask(inside: Inside, wish: AskWish): AsyncGenerator<SignInEvent, Met, void> {
  const work = (announce: Announce, signal: AbortSignal) => {
    const asking = {...wish, options: inside.options, http: inside.authorityHttp, announce, signal};
    return meet({...asking, scope: scopeOf(inside.options, wish.audience)}, wish.flow);
  };
  return yield* told(work, wish.signal);
}

function meet(asking: Asking, flow: SignInFlow): Promise<Met> {
  if (flow === 'device') return askByDeviceCode(asking);
  const inBrowser = askInBrowser(asking);
  return flow === 'browser' ? inBrowser : inBrowser.catch(thrown => withoutBrowser(asking, thrown));
}

function withoutBrowser(asking: Asking, thrown: unknown): Promise<Met> {
  if (problemOf(thrown).code !== 'unsupported') throw thrown;
  return askByDeviceCode(asking);
}

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The tenant may have been named by a domain; then the token tells its id. */
function recordFrom({options, discoveries}: Inside, met: Met, audience: Audience): SignInRecord {
  const claims = readTokenClaims(met.token);
  const tid = GUID.test(options.tenantId) ? options.tenantId : undefined;
  checkIdentity(claims, {audience, endpoints: options.endpoints, tid, oid: undefined});
  return {
    ...{authentication: met.authentication, tenantId: claims.tid, oid: claims.oid, ended: false},
    account: met.authentication.username || claims.name || claims.oid,
    expiresAt: met.expiresAt,
    discoveries: Object.fromEntries(discoveries),
  };
}

/** The whole sign-in at once: what an earlier account left is gone. */
async function replace({options, key, stepped}: Inside, met: Met, record: SignInRecord): Promise<void> {
  const {cache} = met;
  if (cache === undefined) throw new Error('the sign-in left no tokens');
  const vault = await options.vault();
  await stepped.forget();
  await vault.change(`${key}.cae`, () => new Secret(cache));
  await writeRecord(options.records, key, record);
}

/** After a step-up the account must be the same one. */
export async function checkSameAccount(inside: Inside, met: Met, audience: Audience): Promise<void> {
  const record = await recordOf(inside);
  if (record === undefined) throw new Trouble({code: 'signed-out', reason: 'never'});
  const {tenantId: tid, oid} = record;
  checkIdentity(readTokenClaims(met.token), {audience, endpoints: inside.options.endpoints, tid, oid});
}
