import type {AwsOrganisation} from '../aws/organisation.ts';

const account = 'emergency-operations';
const user = 'emergency-1';

/**
 * For the day on which nothing else works: an account outside Identity Center, so that no portal shows it, with a user who
 * has a lasting key and an MFA device, and a role that trusts this user alone, with MFA (reference aws-jit 9).
 */
export function fillEmergency(aws: AwsOrganisation): void {
  const id = aws.account({name: account}).accountId(account);
  aws.iamUser({name: user, account, mfaSerial: `arn:aws:iam::${id}:mfa/${user}`}).role({
    ...{name: 'break-glass-admin', account, maxSessionSeconds: 3600},
    trust: {principals: [`arn:aws:iam::${id}:user/${user}`], mfa: true},
  });
}
