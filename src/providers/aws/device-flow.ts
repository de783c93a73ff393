import {isPageOf} from '../../core/aws.ts';
import type {SignInEvent} from '../../core/identity.ts';
import {isLoopbackHost} from '../../core/loopback.ts';
import {problemOf, Trouble} from '../../core/problem.ts';
import {isPassing} from '../../core/retry.ts';
import {type Millis, seconds} from '../../core/time.ts';
import {untrusted, visible} from '../../core/untrusted.ts';
import type {Announce} from '../entra/story.ts';
import type {AwsSession} from './access.ts';
import {type Inside, troubleOf} from './inside.ts';
import type {DeviceStart} from './oidc.ts';
import {oidcRefusal} from './oidc-refusal.ts';
import {clientOf, newClient} from './registration.ts';
import type {NewTokens, SignInClient} from './stored-sign-in.ts';

/** A sign-in that has been met and is not kept anywhere yet. */
export interface Met {
  readonly client: SignInClient;
  readonly tokens: NewTokens;
}

/**
 * Signs in by device code as the AWS CLI does (reference aws-jit 1): one attempt before the code is shown, then one each
 * interval; slowing down when told to. The deadline is ours. What the network does meanwhile ends nothing before it.
 */
export async function askByDeviceCode(inside: Inside, announce: Announce, signal: AbortSignal): Promise<Met> {
  try {
    const {client, start} = await begin(inside, signal);
    checkPage(inside.session, start.verificationUri);
    return {client, tokens: await poll(inside, {client, start, announce}, signal)};
  } catch (thrown) {
    throw troubleOf(inside, thrown, 'asking', signal);
  }
}

interface Begun {
  readonly client: SignInClient;
  readonly start: DeviceStart;
}

/** A kept client that AWS has forgotten is registered anew, once. */
async function begin(inside: Inside, signal: AbortSignal): Promise<Begun> {
  const client = await clientOf(inside, signal);
  try {
    return {client, start: await inside.oidc.startDevice(client, signal)};
  } catch (thrown) {
    if (!isClientGone(thrown)) throw thrown;
    const fresh = await newClient(inside, signal);
    return {client: fresh, start: await inside.oidc.startDevice(fresh, signal)};
  }
}

function isClientGone(thrown: unknown): boolean {
  const name = oidcRefusal(thrown)?.name;
  return name === 'InvalidClientException' || name === 'UnauthorizedClientException';
}

/** Nobody is sent to type a code on a page that is not AWS's, nor on one that is not encrypted. */
export function checkPage({partition, endpoints}: AwsSession, page: string): void {
  const url = URL.canParse(page) ? new URL(page) : undefined;
  const ours = isLoopbackHost(new URL(endpoints.oidc).hostname);
  const host = url?.hostname ?? '';
  const known = isPageOf(partition, host) || (ours && isLoopbackHost(host));
  if (url?.protocol === 'https:' && known && url.username === '' && url.password === '') return;
  throw new Trouble({
    code: 'sign-in-blocked',
    reason: `The sign-in would be on “${visible(page)}”, which is no page of AWS's.`,
    nextSteps: ['Check the start URL and the Region of the session', 'Do not type a code there'],
    provider: 'aws',
  });
}

interface Polling extends Begun {
  readonly announce: Announce;
}

async function poll(inside: Inside, polling: Polling, signal: AbortSignal): Promise<NewTokens> {
  const {clock, server} = inside.options;
  const {start} = polling;
  const [endsAt, expiresAt] = [clock.monotonic() + start.life, server.now() + start.life];
  let interval = start.interval;
  for (let shown = false; ; shown = true) {
    const answer = await attempt(inside, polling, signal);
    if (typeof answer !== 'number') return answer;
    interval += answer;
    if (!shown) polling.announce(codeEvent(inside, start, expiresAt));
    const left = endsAt - clock.monotonic();
    if (left <= 0) throw codeExpired(inside);
    await clock.sleep(Math.min(interval, left), signal);
    if (clock.monotonic() >= endsAt) throw codeExpired(inside);
  }
}

/** The tokens, or how much longer to wait from now on. */
async function attempt(
  inside: Inside,
  {client, start}: Begun,
  signal: AbortSignal,
): Promise<NewTokens | Millis> {
  try {
    return await inside.oidc.tokenForDevice(client, start.deviceCode, signal);
  } catch (thrown) {
    const name = oidcRefusal(thrown)?.name;
    if (name === 'AuthorizationPendingException') return 0;
    if (name === 'SlowDownException') return seconds(5);
    const trouble = troubleOf(inside, thrown, 'asking', signal);
    if (!(trouble instanceof Trouble) || !isPassing(problemOf(trouble))) throw trouble;
    return problemOf(trouble).code === 'throttled' ? seconds(5) : 0;
  }
}

const codeEvent = ({session}: Inside, start: DeviceStart, expiresAt: number): SignInEvent => ({
  ...{type: 'device-code', provider: 'aws', session: session.name, expiresAt},
  userCode: untrusted(start.userCode),
  verificationUri: untrusted(start.verificationUri),
});

const codeExpired = ({session}: Inside): Trouble =>
  new Trouble({code: 'signed-out', reason: 'code-expired', session: session.name, provider: 'aws'});
