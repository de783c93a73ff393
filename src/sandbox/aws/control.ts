import type {Act} from '../control.ts';
import {type Call, jsonBody, record, text} from '../http/call.ts';
import type {IssuedSession} from './model.ts';
import type {AwsSettings} from './settings.ts';

/** The strings of the AWS side, for whoever tests from outside. */
export const awsActs: Readonly<Record<string, Act>> = {
  'GET /aws/state': ({organisation: {aws}}) => ({
    ...{accounts: aws.accounts, permissionSets: aws.permissionSets, assigned: aws.assigned, roles: aws.roles},
    ...{issuedSessions: aws.issuedSessions.map(shown), settings: aws.settings},
  }),
  'POST /aws/mfa-code': ({organisation: {aws}}, call) => ({code: aws.mfaCode(named(call, 'serial'))}),
  'POST /aws/revoke-sessions': cloud => cloud.revokeAwsSessions(),
  'POST /aws/revoke-refresh-tokens': cloud => cloud.revokeAwsRefreshTokens(),
  'POST /aws/settings': ({organisation: {aws}}, call) =>
    Object.assign(aws.settings, known(aws.settings, call)),
  'POST /aws/forbid': ({organisation: {aws}}, call) => {
    aws.forbid(named(call, 'account'));
  },
  'POST /aws/permission-set': ({organisation: {aws}}, call) => {
    const {sessionSeconds: seconds} = jsonBody(call);
    const sessionSeconds = typeof seconds === 'number' ? seconds : undefined;
    aws.permissionSet({account: named(call, 'account'), name: named(call, 'permissionSet'), sessionSeconds});
  },
  'POST /aws/withdraw': ({organisation: {aws}}, call) => {
    aws.withdraw({account: named(call, 'account'), permissionSet: named(call, 'permissionSet')});
  },
  'POST /aws/remove-role': ({organisation: {aws}}, call) => {
    aws.removeRole(named(call, 'arn'));
  },
};

function named(call: Call, name: string): string {
  const value = text(jsonBody(call)[name]);
  if (value !== null) return value;
  throw new Error(`The body has to name ${name}`);
}

/** Only switches that there are, with values of their own type; `portalLimit` may be null. */
function known(settings: AwsSettings, call: Call): object {
  const asked = jsonBody(call);
  for (const [name, value] of Object.entries(asked)) {
    const now = record(settings)[name];
    const fits = name === 'portalLimit' ? typeof value === 'object' : typeof value === typeof now;
    if (!Object.hasOwn(settings, name) || !fits)
      throw new Error(`There is no switch ${name} for such a value`);
  }
  return asked;
}

/** Credentials themselves are nobody's to read. */
function shown({secretAccessKey: _key, sessionToken: _token, ...session}: IssuedSession): object {
  return session;
}
