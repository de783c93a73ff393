import type {NodeHttpHandler} from '@smithy/node-http-handler';
import type {AwsEndpoints, AwsService, Partition} from '../../core/aws.ts';
import type {Actor} from '../../core/intent.ts';
import type {AwsCredentials} from '../../core/loan.ts';
import type {UserKey} from '../../core/ports.ts';
import type {Secret} from '../../core/secret.ts';

/** An Identity Center of the profile. */
export interface AwsSession {
  readonly name: string;
  readonly startUrl: string;
  readonly region: string;
  readonly partition: Partition;
  readonly endpoints: AwsEndpoints;
}

/**
 * What every client of an AWS SDK is made with: nothing is left for the SDK to look up in variables, shared files or
 * instance metadata (design 7). Retries are ours. `credentials` are given for STS alone; the others get ones that throw.
 */
export interface ClientParts {
  readonly region: string;
  readonly endpoint: string;
  readonly requestHandler: NodeHttpHandler;
  readonly maxAttempts: 1;
  /** Server minus wall, ms: signatures are dated with the server's time, whatever this machine's clock says. */
  readonly systemClockOffset: number;
  readonly useDualstackEndpoint: false;
  readonly useFipsEndpoint: false;
  readonly defaultsMode: 'standard';
  readonly retryMode: 'standard';
  /** No value, said by a function: the SDK takes a plain `undefined` for "look it up in shared files". */
  readonly userAgentAppId: (() => Promise<undefined>) | undefined;
  readonly sigv4aSigningRegionSet?: () => Promise<undefined>;
  readonly disableClockSkewCorrection?: false;
  readonly authSchemePreference?: () => Promise<string[]>;
  readonly credentials: () => Promise<SdkCredentials>;
}

/** What requests are signed with: a role session, or an IAM user's own key. */
export type Signing = AwsCredentials | UserKey;

/** Where STS is asked, and what clients for it are made with. */
export interface StsPlace {
  readonly access: Pick<AwsAccess, 'clientParts'>;
  readonly session: AwsSession;
}

/** Credentials in the SDK's own words. */
export interface SdkCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** What the AWS providers need of the sign-ins and of the way out; `sessions.ts` makes the real one. */
export interface AwsAccess {
  /** In the order of the settings. */
  readonly sessions: readonly AwsSession[];
  /** Throws `misconfigured` for a name that the profile does not have. */
  session(name: string): AwsSession;
  /**
   * An access token for the portal, never by asking a person: the stored one while it lives, else refreshed by one process
   * at a time. `refused` is one that the portal has just turned down: it is not given again. Rejects `signed-out`, naming
   * the session.
   */
  token(session: string, signal: AbortSignal, refused?: Secret): Promise<Secret>;
  clientParts(service: AwsService, session: AwsSession, credentials?: Signing): Promise<ClientParts>;
  /** Who acts: the sign-in's start URL, and the user's name once a role session has told it. Rejects `signed-out`. */
  actor(session: string, signal: AbortSignal): Promise<Actor>;
  /** The user's name, as the ARN of a role session of theirs says (reference aws-jit 3). */
  learnUserName(session: string, userName: string): Promise<void>;
}
