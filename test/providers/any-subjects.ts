import {minutes} from '../../src/core/time.ts';
import {createAwsPermissionSets} from '../../src/providers/aws-permission-sets/index.ts';
import {createAwsRoles} from '../../src/providers/aws-roles/index.ts';
import {userPlace} from './aws-emergency/place.ts';
import {awsPlace} from './aws-permission-sets/place.ts';
import type {AnySubject, Footing, LendingFooting, LendingSubject} from './footing.ts';
import {type Subject, stage} from './stage.ts';
import {subjects} from './subjects.ts';

const pim = (subject: Subject): AnySubject => ({
  ...{kind: subject.kind, assignment: 'activated', whenCut: 'lost', asksPeople: true},
  open: fill => pimFooting(subject, fill),
  write: {...subject.write, origin: subject.origin},
  reads: subject.origin,
  endableAfter: minutes(5),
});

async function pimFooting(subject: Subject, fill: 'one' | 'none'): Promise<Footing> {
  const {access, ...on} = await stage(subject, fill === 'one' ? {} : null);
  const later = async (by: number) => {
    on.cloud.clock.advance(by);
    await on.clock.turn(by);
  };
  return {...on, actor: () => access.actor(on.signal), later};
}

const ACCOUNT = '111122223333';
const VIA = {session: 'corp', accountId: ACCOUNT, permissionSet: 'Operator'};
const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/ProdAdmin`;

export const awsPermissionSets: LendingSubject = {
  ...{kind: 'aws-permission-set', assignment: 'lent', whenCut: 'refused', endableAfter: 0, asksPeople: false},
  open: fill => awsFooting(fill, createAwsPermissionSets),
  write: {origin: 'portal', method: 'GET', path: /^\/federation\/credentials/},
  reads: 'portal',
};

export const awsRoles: LendingSubject = {
  ...{kind: 'aws-role', assignment: 'lent', whenCut: 'refused', endableAfter: 0, asksPeople: false},
  open: fill =>
    awsFooting(fill, parts =>
      createAwsRoles({
        ...parts,
        roles: fill === 'one' ? [{name: 'prod-admin', roleArn: ROLE_ARN, via: VIA}] : [],
      }),
    ),
  write: {origin: 'sts', method: 'POST', path: /^\/$/, body: /Action=AssumeRole&/},
  reads: null,
};

async function awsFooting(
  fill: 'one' | 'none',
  make: NonNullable<Parameters<typeof awsPlace>[0]>['make'],
): Promise<LendingFooting> {
  const on = await awsPlace({
    make,
    fill: ({organisation: {aws}}) => {
      aws.account({id: ACCOUNT, name: 'Prod'});
      if (fill === 'none') return;
      aws.permissionSet({account: 'Prod', name: 'Operator'}).role({arn: ROLE_ARN});
    },
  });
  // Who asks is known: nothing but what a test is about goes to STS.
  await on.access.learnUserName('corp', on.cloud.user.upn);
  const {signal} = on;
  const later = (by: number) => on.clock.turn(by);
  return {...on, session: 'corp', call: {signal}, actor: () => on.access.actor('corp', signal), later};
}

/** A role of the ladder, by an IAM user's key and a code. */
export const userRoles: LendingSubject = {
  ...{kind: 'aws-role', assignment: 'lent', whenCut: 'refused', endableAfter: 0, asksPeople: false},
  open: userFooting,
  write: {origin: 'sts', method: 'POST', path: /^\/$/, body: /Action=AssumeRole&/},
  reads: null,
};

async function userFooting(): Promise<LendingFooting> {
  const on = await userPlace();
  const {cloud, provider, authority, clock, loans, signal} = on;
  return {
    ...{cloud, provider, clock, loans, signal, session: ''},
    // Each code is good once: whoever calls shows what the device shows then.
    get call() {
      return {signal, ...on.code()};
    },
    access: {forget: () => void on.parts.sessions.forget(on.parts.key.accessKeyId)},
    actor: () => authority.actor(signal),
    later: by => clock.turn(by),
  };
}

export const lendingSubjects = [awsPermissionSets, awsRoles] as const;

export const anySubjects: readonly AnySubject[] = [...subjects.map(pim), ...lendingSubjects];
