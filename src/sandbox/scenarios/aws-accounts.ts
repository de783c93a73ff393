import type {AwsOrganisation} from '../aws/organisation.ts';

const teams = [
  'payments',
  'data',
  'edge',
  'identity',
  'search',
  'mobile',
  'billing',
  'risk',
  'media',
  'ledger',
];
const stages = ['prod', 'staging', 'test', 'dev'];
const sets = ['AdministratorAccess', 'ReadOnlyAccess', 'PowerUserAccess'];

/** `count` accounts, the same ones each time, with two or three permission sets each. */
export function fillAwsAccounts(aws: AwsOrganisation, count: number): void {
  for (let at = 0; at < count; at++) {
    const id = String(200_000_000_000 + at * 1_000_003);
    const team = teams[at % teams.length];
    const stage = stages[Math.floor(at / teams.length) % stages.length];
    aws.account({id, name: `${team}-${stage}-${at}`});
    for (const name of sets.slice(0, 2 + (at % 2))) aws.permissionSet({account: id, name});
  }
}
