import {showDuration} from '../core/duration.ts';
import type {Probe} from '../core/emergency.ts';
import type {Finding} from '../core/finding.ts';
import type {Identity} from '../core/identity.ts';
import type {ServerTime} from '../core/ports.ts';
import {minutes, seconds, showInstant} from '../core/time.ts';
import {visible} from '../core/untrusted.ts';
import type {App} from './app.ts';
import {fault, ok, sentenceEnd, unknown, warning} from './doctor-findings.ts';

/** Longer than an emergency's: nothing waits behind it. */
const PROBING = seconds(5);

/** Whether each service of the profile answers; nobody is signed in for it. */
export async function cloudFindings(
  {prober, targets}: Pick<App, 'prober' | 'targets'>,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  if (prober === undefined || targets === undefined) return [unknown('clouds', 'Nobody here can ask them.')];
  const asked = await targets();
  if (asked.length === 0) return [warning('clouds', 'This profile names none.', ['Run stint login'])];
  return (await prober.probe(asked, PROBING, signal)).map(probeFinding);
}

const CONNECTION = ['Check the network, the name server, and HTTPS_PROXY'];

function probeFinding({label, host, isUp, reason, took}: Probe): Finding {
  const [name, where] = [visible(label), visible(host)];
  if (isUp) return ok(name, `${where} answers (${took} ms).`);
  return fault(name, `${where} does not answer: ${sentenceEnd(reason ?? 'it is not known why')}`, CONNECTION);
}

/** As much does no harm: what is shown goes by the server's clock. Certificates and codes bear no more. */
const TOLERABLE = minutes(5);

/** What the answers of the clouds, up to now, say of this machine's clock. */
export function clockFinding(server: ServerTime): Finding {
  const offset = server.offset();
  if (offset === undefined || server.isSure?.() === false)
    return unknown('clock', 'No cloud has told the time, so it is not known how far this clock is off.');
  const off = Math.round(Math.abs(offset) / 1000);
  if (off < 2) return ok('clock', 'It goes with the clouds’.');
  const words = `It is ${showDuration(off)} ${offset > 0 ? 'behind' : 'ahead of'} the clouds’`;
  if (seconds(off) <= TOLERABLE) return ok('clock', `${words}; ends are told by theirs.`);
  return fault('clock', `${words}: sign-in codes and signatures may be refused.`, [
    'Set this machine’s clock',
  ]);
}

/** Each sign-in as it is kept; no network, nobody is asked. */
export async function signInFindings({authorities, server}: App): Promise<readonly Finding[]> {
  if (authorities.length === 0)
    return [warning('sign-ins', 'This profile names nobody to sign in to.', ['Run stint login'])];
  const identities = await Promise.all(authorities.map(authority => authority.identity()));
  return identities.map(identity => signInFinding(identity, server.now()));
}

function signInFinding(identity: Identity, now: number): Finding {
  const {provider, session, signedIn, account, expiresAt} = identity;
  const which = session == null ? '' : ` ${visible(session)}`;
  const name = `sign-in ${provider}${which}`;
  const login = `Run stint login ${provider}${session == null ? '' : ` --sso-session ${visible(session)}`}`;
  if (!signedIn) return warning(name, 'Nobody is signed in.', [login]);
  const who = account === null ? 'Somebody' : visible(account);
  if (expiresAt === null) return ok(name, `${who} is signed in.`);
  const until = showInstant(Math.floor(expiresAt / 1000) * 1000);
  // What is over may be renewed without a person; whether it can be is known when it is tried.
  if (expiresAt <= now)
    return ok(name, `${who} is signed in; the token ended at ${until} and is renewed when it is needed.`);
  return ok(name, `${who} is signed in; the token ends at ${until}.`);
}
