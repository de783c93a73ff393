import type {AwsSettings} from './aws/settings.ts';
import {wallTime} from './clock.ts';
import type {CloudPlan} from './cloud.ts';
import type {Organisation} from './organisation.ts';
import {fillAwsAccounts} from './scenarios/aws-accounts.ts';
import {fillDemo} from './scenarios/demo.ts';
import {fillSmall} from './scenarios/small.ts';
import {fillThousands} from './scenarios/thousands.ts';

export interface PracticeCloudOptions {
  /** Default `small`. */
  readonly scenario?: 'demo' | 'small' | 'empty' | 'thousands' | undefined;
  /** Same seed, same ids. Default 1. */
  readonly seed?: number | undefined;
  /** For `thousands`: eligibilities, spread over the three kinds. Default 3000. */
  readonly count?: number | undefined;
  /** So many more AWS accounts, with two or three permission sets each. Default none. */
  readonly awsAccounts?: number | undefined;
  /** Its clock at the start, ms since the epoch. Default: now. */
  readonly startAt?: number | undefined;
  /** true (default): its clock runs with the wall clock; false: it moves only when turned. */
  readonly ticking?: boolean | undefined;
  /** Default `manual`: by `approveSignIn`. */
  readonly deviceCodeApproval?: {readonly afterMs: number} | 'manual' | undefined;
  /** Seconds between polls. Default 1. */
  readonly deviceCodeInterval?: number | undefined;
  /** ms on its clock from granted to `Provisioned`; the active list lags a quarter more. Default 0, demo 1500. */
  readonly provisioningMs?: number | undefined;
  /** ms on its clock until Azure's permissions follow the active list. Default 0, demo 1500. */
  readonly permissionsLagMs?: number | undefined;
  /** ms on its clock until the simulated approver approves. Default `manual`, demo 4000. */
  readonly approverMs?: number | 'manual' | undefined;
  /** Switches of the AWS side, from the start. */
  readonly aws?: Partial<AwsSettings> | undefined;
  /** Added to each answer, in real ms. */
  readonly latencyMs?: number | undefined;
  /** First of nine consecutive ports (login, arm, graph, oidc, portal, sts, signin, control, sinks). Default: free ones. */
  readonly port?: number | undefined;
}

/** What a scenario puts into the organisation. */
export function fill(organisation: Organisation, {scenario, count, awsAccounts}: PracticeCloudOptions): void {
  if (scenario === 'demo') fillDemo(organisation);
  if (scenario === 'thousands') fillThousands(organisation, count ?? 3000);
  if (scenario === undefined || scenario === 'small') fillSmall(organisation);
  fillAwsAccounts(organisation.aws, awsAccounts ?? 0);
}

/** A demo does not wait as long as SCIM does, but long enough to be seen. */
const demoAws = {scimInMs: 6000, scimOutMs: 60_000};

export function planOf(options: PracticeCloudOptions): CloudPlan {
  const demo = options.scenario === 'demo';
  return {
    seed: options.seed ?? 1,
    startAt: options.startAt ?? wallTime(),
    ticking: options.ticking ?? true,
    approval: options.deviceCodeApproval ?? 'manual',
    interval: options.deviceCodeInterval ?? 1,
    provisioningMs: options.provisioningMs ?? (demo ? 1500 : 0),
    permissionsLagMs: options.permissionsLagMs ?? (demo ? 1500 : 0),
    approverMs: options.approverMs ?? (demo ? 4000 : 'manual'),
    aws: options.aws ?? (demo ? demoAws : {}),
  };
}
