import type {AwsOrganisation} from '../aws/organisation.ts';
import {STAGES, TEAMS} from './names.ts';

const sets = ['AdministratorAccess', 'ReadOnlyAccess', 'PowerUserAccess'];

/** `count` accounts, the same ones each time, with two or three permission sets each. */
export function fillAwsAccounts(aws: AwsOrganisation, count: number): void {
  for (let at = 0; at < count; at++) {
    const id = String(200_000_000_000 + at * 1_000_003);
    const team = TEAMS[at % TEAMS.length];
    const stage = STAGES[Math.floor(at / TEAMS.length) % STAGES.length];
    aws.account({id, name: `${team}-${stage}-${at}`});
    for (const name of sets.slice(0, 2 + (at % 2))) aws.permissionSet({account: id, name});
  }
}
