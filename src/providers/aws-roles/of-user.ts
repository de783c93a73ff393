import {type AwsEndpoints, awsEndpoints, LONGEST_SESSION, partitionOf} from '../../core/aws.ts';
import type {WireAddress} from '../../core/eligibility.ts';
import type {Grant} from '../../core/grant.ts';
import type {AwsCredentials} from '../../core/loan.ts';
import type {Policy} from '../../core/policy.ts';
import type {Call, ConsoleLink} from '../../core/ports.ts';
import {Trouble} from '../../core/problem.ts';
import {visible} from '../../core/untrusted.ts';
import type {AwsSession} from '../aws/access.ts';
import {consoleLink} from '../aws/federation.ts';
import {type LoanDesk, lentOr} from '../aws/loans.ts';
import type {Bench} from './bench.ts';

/** A loan that an emergency user's key has opened: `{user, role: ARN, region}`. */
export const isOfUser = ({user}: WireAddress): boolean => user !== undefined;

/** Nothing is known of the role's own maximum but how far any goes; STS refuses what is longer. */
export const userPolicy: Policy = {
  maxDuration: LONGEST_SESSION,
  requires: {justification: true, ticket: false, approval: false, mfa: true, authContext: false},
  approvers: [],
};

/** The kept credentials while they live. Others only the user's key could bring, which is not at hand: `signed-out`. */
export const keptOfUser = (desk: LoanDesk, grant: Grant): Promise<AwsCredentials> =>
  lentOr(desk, grant, () => Promise.reject(gone(grant)));

const gone = ({name, address: {user = ''}, eligibilityId}: Grant): Trouble =>
  new Trouble({
    code: 'signed-out',
    reason: 'expired',
    detail: `the credentials of ${visible(name)} are kept no more, and only the key of the emergency user ${user} can bring others`,
    nextSteps: ['End it with stint deactivate, and ask for it again with stint break-glass'],
    ...{provider: 'aws-role', eligibilityId},
  });

/** The cloud chooses how long the console lasts: credentials of an assumed role may not ask (reference aws-jit 8). */
export async function consoleOfUser(
  {parts, desk}: Bench,
  grant: Grant,
  {signal}: Call,
): Promise<ConsoleLink> {
  const credentials = await keptOfUser(desk, grant);
  const {region = ''} = grant.address;
  const {sessions} = parts.access;
  const endpoints =
    parts.endpointsOf?.(region) ??
    sessions.find(session => session.region === region)?.endpoints ??
    awsEndpoints(region);
  const now = desk.server.now();
  const terms = {now, endsAt: grant.endsAt ?? credentials.expiresAt, chained: true};
  return consoleLink(parts.access, placeIn(region, endpoints), credentials, terms, signal);
}

/** Where AWS is for somebody who has no Identity Center. */
export const placeIn = (region: string, endpoints: AwsEndpoints): AwsSession => ({
  ...{name: '', startUrl: '', region, endpoints},
  partition: partitionOf(region),
});
