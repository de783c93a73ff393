import type {AwsEndpoints} from '../core/aws.ts';
import type {AccessProvider, AccountBook, Authority, LoanBook} from '../core/ports.ts';
import type {AwsSettings} from '../core/settings.ts';
import type {AwsAccess} from '../providers/aws/access.ts';
import {createPortal} from '../providers/aws/portal.ts';
import {type AwsSessionsOptions, createAwsSessions} from '../providers/aws/sessions.ts';
import {createAwsPermissionSets} from '../providers/aws-permission-sets/index.ts';
import {createAwsRoles} from '../providers/aws-roles/index.ts';
import type {AwsKind} from './cloud-kinds.ts';

/** What the providers lend from, beside the sign-ins. */
export interface AwsDesk extends Pick<AwsSessionsOptions, 'profile' | 'clock' | 'server'> {
  readonly loans: LoanBook;
  readonly accounts: AccountBook;
  /** Where AWS is in a Region that no session of the profile names. */
  readonly endpointsOf?: ((region: string) => AwsEndpoints) | undefined;
  readonly settings: Pick<AwsSettings, 'groupLinks' | 'roles'>;
}

/** Sign-ins and providers of AWS, loaded when somebody first asks for one. */
export interface AwsCloud {
  authority(session: string): Authority;
  provider(kind: AwsKind): AccessProvider;
}

export function openAwsCloud(options: AwsSessionsOptions, desk: AwsDesk): AwsCloud {
  const {access, authorities} = createAwsSessions(options);
  return {
    authority: session => named(authorities, session),
    provider: awsProviders(access, desk),
  };
}

function named(authorities: readonly Authority[], session: string): Authority {
  const found = authorities.find(authority => authority.session === session);
  if (found === undefined) throw new TypeError(`there is no AWS session “${session}”`);
  return found;
}

/** All of them ask one portal, which has one limit for all. */
export function awsProviders(
  access: AwsAccess,
  {settings, accounts, ...desk}: AwsDesk,
): (kind: AwsKind) => AccessProvider {
  const common = {...desk, access, portal: createPortal(access, desk.clock)};
  const {groupLinks: links = [], roles = []} = settings;
  const makers = {
    'aws-permission-set': () => createAwsPermissionSets({...common, accounts, links}),
    'aws-role': () => createAwsRoles({...common, roles}),
  };
  return kind => makers[kind]();
}
