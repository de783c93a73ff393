import {join} from 'node:path';
import {partitionOf} from '../core/aws.ts';
import {awsEndpointsOf} from '../core/aws-variables.ts';
import {isLoopbackHost} from '../core/loopback.ts';
import type {LoanBook} from '../core/ports.ts';
import {type AwsSettings, kindsOf} from '../core/settings.ts';
import type {AwsSession} from '../providers/aws/access.ts';
import {lentGrants, noOpenRequests} from '../providers/aws/loans.ts';
import type {AwsSessionsOptions} from '../providers/aws/options.ts';
import {createAccountBook} from '../stores/account-book.ts';
import {createCache} from '../stores/cache.ts';
import {createCliSignIns} from '../stores/cli-sign-ins.ts';
import {createSignInRecords} from '../stores/sign-in-records.ts';
import type {App} from '../usecases/app.ts';
import type {AwsCloud, AwsDesk} from './aws-cloud.ts';
import {awsFolder} from './aws-folder.ts';
import {isAwsKind} from './cloud-kinds.ts';
import {type Ground, profileOf} from './ground.ts';
import {later, laterAuthority, laterProvider} from './later.ts';
import type {Parts} from './parts.ts';

/** Sign-ins, providers and copies of the AWS part of a profile. */
export function awsParts(ground: Ground, aws: AwsSettings, loans: LoanBook): Parts {
  const sessions = sessionsOf(ground, aws);
  const identity = `aws/${ground.options.profile}/${sessions.map(session => session.startUrl).join(' ')}`;
  const cloud = later(async () =>
    (await import('./aws-cloud.ts')).openAwsCloud(
      sessionsOptions(ground, aws, sessions),
      deskOf(ground, {aws, loans, identity}),
    ),
  );
  return {
    onThisMachine: sessions.every(isOnThisMachine),
    providers: providersOf(ground, cloud, loans),
    authorities: sessions.map(({name}) =>
      laterAuthority({provider: 'aws', session: name}, async () => (await cloud()).authority(name)),
    ),
    cache: createCache(ground.db, identity),
    copies: identity,
  };
}

function sessionsOptions(
  ground: Ground,
  aws: AwsSettings,
  sessions: readonly AwsSession[],
): AwsSessionsOptions {
  const {world, options, places, network, server, locks, vault} = ground;
  return {
    ...{profile: options.profile, sessions, share: sharing(ground, aws)},
    ...{clock: world.clock, network, server, locks, vault},
    records: createSignInRecords(join(places.state, 'sign-ins')),
    cliSignIns: createCliSignIns(join(awsFolder(world), 'sso', 'cache')),
    debug: options.debug,
  };
}

const sharing = ({options}: Ground, {shareWithAwsCli}: AwsSettings): boolean =>
  options.aws?.share ?? shareWithAwsCli ?? false;

function sessionsOf({world}: Ground, {sessions = [], trustedEndpoints = []}: AwsSettings): AwsSession[] {
  return sessions.map(({name, startUrl, region}) => ({
    ...{name, startUrl, region, partition: partitionOf(region)},
    endpoints: awsEndpointsOf(region, world.env, trustedEndpoints),
  }));
}

const isOnThisMachine = ({endpoints}: AwsSession): boolean =>
  Object.values(endpoints).every(endpoint => isLoopbackHost(new URL(endpoint).hostname));

interface Lending {
  readonly aws: AwsSettings;
  readonly loans: LoanBook;
  readonly identity: string;
}

const deskOf = ({world, server, db, options}: Ground, {aws, loans, identity}: Lending): AwsDesk => ({
  ...{profile: options.profile, clock: world.clock, server, loans, settings: aws},
  accounts: createAccountBook(db, identity),
  endpointsOf: region => awsEndpointsOf(region, world.env, aws.trustedEndpoints ?? []),
});

function providersOf(ground: Ground, cloud: () => Promise<AwsCloud>, loans: LoanBook): App['providers'] {
  const {server} = ground;
  return kindsOf(profileOf(ground))
    .filter(isAwsKind)
    .map(kind =>
      laterProvider(kind, async () => (await cloud()).provider(kind), {
        // Loans lie on this machine: `status` reads them even where it asks no cloud.
        active: () => lentGrants({kind, loans, server}),
        open: noOpenRequests,
      }),
    );
}
