import {join} from 'node:path';
import {partitionOf} from '../core/aws.ts';
import {awsEndpointsOf} from '../core/aws-variables.ts';
import {isLoopbackHost} from '../core/loopback.ts';
import type {LoanBook} from '../core/ports.ts';
import {type AwsSettings, kindsOf} from '../core/settings.ts';
import type {AwsAccess, AwsSession} from '../providers/aws/access.ts';
import {createPortal} from '../providers/aws/portal.ts';
import {createAwsSessions} from '../providers/aws/sessions.ts';
import {createAwsPermissionSets} from '../providers/aws-permission-sets/index.ts';
import {createAwsRoles} from '../providers/aws-roles/index.ts';
import {createAccountBook} from '../stores/account-book.ts';
import {createCache} from '../stores/cache.ts';
import {createCliSignIns} from '../stores/cli-sign-ins.ts';
import {createSignInRecords} from '../stores/sign-in-records.ts';
import type {App} from '../usecases/app.ts';
import {awsFolder} from './aws-folder.ts';
import {type Ground, profileOf} from './ground.ts';
import type {Parts} from './parts.ts';

/** Sign-ins, providers and copies of the AWS part of a profile. */
export function awsParts(ground: Ground, aws: AwsSettings, loans: LoanBook): Parts {
  const sessions = sessionsOf(ground, aws);
  const identity = `aws/${ground.options.profile}/${sessions.map(session => session.startUrl).join(' ')}`;
  const {access, authorities} = createAwsSessions({
    ...{profile: ground.options.profile, sessions, share: sharing(ground, aws)},
    ...{clock: ground.world.clock, network: ground.network, server: ground.server, locks: ground.locks},
    vault: ground.vault,
    records: createSignInRecords(join(ground.places.state, 'sign-ins')),
    cliSignIns: createCliSignIns(join(awsFolder(ground.world), 'sso', 'cache')),
    debug: ground.options.debug,
  });
  return {
    onThisMachine: sessions.every(isOnThisMachine),
    providers: providersOf(ground, {aws, access, loans, identity}),
    authorities,
    cache: createCache(ground.db, identity),
    copies: identity,
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

interface Cloud {
  readonly aws: AwsSettings;
  readonly access: AwsAccess;
  readonly loans: LoanBook;
  readonly identity: string;
}

function providersOf(ground: Ground, {aws, access, loans, identity}: Cloud): App['providers'] {
  const {world, server, db, options} = ground;
  const common = {access, loans, profile: options.profile, clock: world.clock, server};
  const portal = createPortal(access, world.clock);
  const makers = {
    'aws-permission-set': () =>
      createAwsPermissionSets({
        ...common,
        portal,
        accounts: createAccountBook(db, identity),
        links: aws.groupLinks ?? [],
      }),
    'aws-role': () => createAwsRoles({...common, portal, roles: aws.roles ?? []}),
  };
  return kindsOf(profileOf(ground)).flatMap(kind =>
    kind === 'aws-permission-set' || kind === 'aws-role' ? [makers[kind]()] : [],
  );
}
