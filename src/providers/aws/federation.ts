import {consoleOf, LONGEST_SESSION, SHORTEST_ASSUMPTION} from '../../core/aws.ts';
import {showDuration} from '../../core/duration.ts';
import type {AwsCredentials} from '../../core/loan.ts';
import type {ConsoleLink} from '../../core/ports.ts';
import {Trouble} from '../../core/problem.ts';
import {Secret} from '../../core/secret.ts';
import {type Instant, type Seconds, seconds} from '../../core/time.ts';
import type {AwsAccess, AwsSession} from './access.ts';
import {signinToken} from './signin-token.ts';

/** How long a console session may last, and where it begins. Server time. */
export interface ConsoleTerms {
  readonly now: Instant;
  /** End of the loan: the console ends no later. */
  readonly endsAt: Instant;
  /** Credentials of an assumed role: the cloud chooses the length itself (reference aws-jit 8). */
  readonly chained: boolean;
  /** Page of the console to begin at; the front page of the session's Region when absent. */
  readonly destination?: string | undefined;
}

/**
 * A link that signs whoever opens it in to the console (reference aws-jit 8): the whole of it is a secret. Rejects
 * `usage` for a destination outside the partition's console, `unsupported` when less is left than a console session
 * lasts at least, `unreachable`, `throttled`, `bad-answer`, and `failed` when AWS refuses.
 */
export async function consoleLink(
  access: Pick<AwsAccess, 'clientParts'>,
  session: AwsSession,
  credentials: AwsCredentials,
  terms: ConsoleTerms,
  signal: AbortSignal,
): Promise<ConsoleLink> {
  const destination = destinationIn(session, terms.destination);
  const length = terms.chained ? undefined : lengthOf(terms);
  const {endpoint, requestHandler} = await access.clientParts('signin', session);
  const page = `${endpoint}/federation`;
  const asked = {Action: 'getSigninToken', ...sized(length), Session: sessionJson(credentials)};
  const SigninToken = await signinToken(requestHandler, page, asked, signal);
  const query = new URLSearchParams({
    Action: 'login',
    Issuer: 'stint',
    Destination: destination,
    SigninToken,
  });
  const endsAt = length === undefined ? null : terms.now + seconds(length);
  return {url: new Secret(`${page}?${query}`), endsAt};
}

/** Whole seconds to the loan's end, as many as AWS takes. */
function lengthOf({now, endsAt}: ConsoleTerms): Seconds {
  const left = Math.floor((endsAt - now) / 1000);
  if (left >= SHORTEST_ASSUMPTION) return Math.min(left, LONGEST_SESSION);
  throw new Trouble({
    code: 'unsupported',
    reason: `A console session cannot be shorter than ${showDuration(SHORTEST_ASSUMPTION)}, and ${showDuration(Math.max(0, left))} of this loan is left.`,
    nextSteps: [
      'Use the credentials instead: stint creds or stint exec',
      'Or end the loan and ask for a longer one',
    ],
    provider: 'aws',
  });
}

const sized = (length: Seconds | undefined): Readonly<Record<string, string>> =>
  length === undefined ? {} : {SessionDuration: String(length)};

const sessionJson = ({accessKeyId, secretAccessKey, sessionToken}: AwsCredentials): string =>
  JSON.stringify({
    sessionId: accessKeyId,
    sessionKey: secretAccessKey.reveal(),
    sessionToken: sessionToken.reveal(),
  });

/** A link may lead only to the console of the session's own partition: others would be handed its sign-in. */
function destinationIn({region}: AwsSession, asked: string | undefined): string {
  const own = consoleOf(region);
  if (asked === undefined) return own;
  const url = URL.canParse(asked) ? new URL(asked) : undefined;
  if (url?.protocol === 'https:' && isConsole(url.hostname, own)) return url.href;
  throw new Trouble({
    code: 'usage',
    reason: `The destination is not a page of the AWS console (${new URL(own).hostname}).`,
    nextSteps: [`Name an address that begins with ${own}`],
    provider: 'aws',
  });
}

/** Any Region's console, or that of all, in the partition of `own`. */
function isConsole(hostname: string, own: string): boolean {
  const base = new URL(own).hostname.replace(/^.*?(?=console\.)/, '');
  return hostname === base || hostname.endsWith(`.${base}`);
}
