import {vi} from 'vitest';
import {minutes, seconds} from '../../src/core/time.ts';
import type {PracticeCloud} from '../../src/sandbox/index.ts';
import {type HouseOptions, type PracticeHouse, practiceHouse} from './practice-house.ts';

/** The PIM group that a permission set is reached through. */
export const LINKED_GROUP = 'sg-ledger-admins';
export const MFA_SERIAL = 'arn:aws:iam::111122223333:mfa/ada';

/** What the name for the record may take. */
const LONGEST_NAMING = seconds(3);
/** What a portal's goodbye may take; elsewhere a nap of that length is one. */
export const LONGEST_GOODBYE = seconds(5);

/** Four accounts, one of them reached through a group, and two roles, one of which wants an MFA code. */
export const fillAws = ({aws, ...organisation}: PracticeCloud['organisation']): void => {
  organisation.eligible({kind: 'entra-group', role: 'Member', scope: LINKED_GROUP});
  const via = {account: 'hub', permissionSet: 'Operator'};
  aws
    .permissionSet({account: 'hub', name: 'Operator', sessionSeconds: 3600})
    .permissionSet({account: 'labs', name: 'ReadOnly', sessionSeconds: 3600})
    .permissionSet({account: 'labs', name: 'Builder', sessionSeconds: 7200})
    .permissionSet({account: 'shop', name: 'Operator', sessionSeconds: 3600})
    .linkGroup({group: LINKED_GROUP, account: 'ledger', permissionSet: 'Admin', sessionSeconds: 3600})
    .role({name: 'breakfix', account: 'ledger', via})
    .role({name: 'guarded', account: 'ledger', via, mfaSerial: MFA_SERIAL});
};

/** A practice house with AWS in it, signed in to both clouds. AWS hears of the group after a minute, and of its end late. */
export async function awsHouse(options: HouseOptions = {}): Promise<PracticeHouse> {
  const house = await practiceHouse({
    fill: fillAws,
    ...options,
    limits: options.limits ?? [LONGEST_NAMING],
  });
  const {aws} = house.cloud.organisation;
  Object.assign(aws.settings, {scimInMs: minutes(1), scimOutMs: minutes(40)});
  const ownTime = signedByItsClock(house);
  return {...house, close: () => house.close().finally(ownTime)};
}

/** The SDK dates signatures by the process's own clock: here that is the practice clock, as it is for the app. Answers the way back. */
function signedByItsClock({cloud}: PracticeHouse): () => void {
  const spy = vi.spyOn(Date, 'now').mockImplementation(() => cloud.clock.now());
  return () => spy.mockRestore();
}

/** Copies of one sign-in all refresh with the same token: where that is no subject, AWS takes it again. */
export async function lenientAwsHouse(options: HouseOptions = {}): Promise<PracticeHouse> {
  const house = await awsHouse(options);
  house.cloud.organisation.aws.lenientRefresh();
  return house;
}

/** PIM is asked again after naps of just that length, so here none is a limit: a name is hardly ever learnt. */
export const linkedAwsHouse = (options: HouseOptions = {}): Promise<PracticeHouse> =>
  lenientAwsHouse({...options, limits: []});
