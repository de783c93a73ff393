import {join} from 'node:path';
import type {PracticeCloud} from '../index.ts';

export const awsKinds = ['aws-permission-set', 'aws-role'];

/** The session of the practice home's settings. */
export const awsSession = {name: 'practice', region: 'eu-west-1'} as const;

const session = awsSession.name;

/**
 * The profile's `aws` section (contract 5), or null for an organisation without AWS: nobody is then asked to sign in
 * to what holds nothing.
 */
export function awsSettings(cloud: PracticeCloud): object | null {
  const {accounts, roles, permissionSets} = cloud.organisation.aws;
  if (accounts.length === 0) return null;
  const links = permissionSets.flatMap(({groupId, accountId, name}) =>
    groupId === null ? [] : [{groupId, accountId, permissionSet: name, session}],
  );
  return {
    sessions: [{name: session, startUrl: `${cloud.origins.oidc}/start`, region: awsSession.region}],
    roles: roles.flatMap(role => (role.via === null ? [] : [roleSettings({...role, via: role.via})])),
    groupLinks: links,
  };
}

type Role = PracticeCloud['organisation']['aws']['roles'][number];

/** Through a permission set an hour is the most, whatever the role itself allows (reference aws-jit 3). */
function roleSettings({arn, name, via, trust, mfaSerial}: Role & {readonly via: object}): object {
  return {
    ...{name, roleArn: arn, maxDuration: 'PT1H', via: {session, ...via}},
    ...{externalId: trust.externalId, mfaSerial},
    ...{sourceIdentity: trust.sourceIdentity, sessionTags: trust.tagSession},
  };
}

/** Where AWS is for whoever uses the practice cloud; the AWS CLI's own files are looked for inside the practice home. */
export function awsEnvironment({origins}: PracticeCloud, directory: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL_SSO_OIDC: origins.oidc,
    AWS_ENDPOINT_URL_SSO: origins.portal,
    AWS_ENDPOINT_URL_STS: origins.sts,
    AWS_ENDPOINT_URL_SIGNIN: origins.signin,
    AWS_CONFIG_FILE: join(directory, 'aws', 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(directory, 'aws', 'credentials'),
  };
}
