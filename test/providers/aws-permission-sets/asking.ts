import {randomUUID} from 'node:crypto';
import type {Eligibility} from '../../../src/core/eligibility.ts';
import type {Grant} from '../../../src/core/grant.ts';
import type {ActivationRequest, Intent} from '../../../src/core/intent.ts';
import type {Answer} from '../../../src/core/ports.ts';
import {seconds} from '../../../src/core/time.ts';
import {type AwsPlace, type AwsPlaceOptions, pathsOf, toldBy} from './place.ts';

export const PROD = '111122223333';
const WORDS = {
  duration: 3600,
  justification: 'incident 42',
  ticket: null,
  narrowerScope: null,
  startAt: null,
};

export const withSet = (sessionSeconds?: number): AwsPlaceOptions => ({
  fill: ({organisation}) =>
    organisation.aws
      .account({id: PROD, name: 'Prod'})
      .permissionSet({account: 'Prod', name: 'Operator', sessionSeconds}),
});

export async function theOne(on: AwsPlace): Promise<Eligibility> {
  const {items} = await on.clock.through(toldBy(on.provider.eligible(on.signal)));
  const [item] = items;
  if (item === undefined || items.length > 1) throw new Error(`there are ${items.length}`);
  return item;
}

export async function intentFor(on: AwsPlace, request: Partial<ActivationRequest> = {}): Promise<Intent> {
  const {id: eligibilityId, kind, name, scope, condition, address} = await theOne(on);
  return {
    ...{id: randomUUID(), eligibilityId, kind, name, scope, condition, address},
    request: {...WORDS, ...request},
    actor: await on.access.actor('corp', on.signal),
    openedAt: on.cloud.clock.now(),
  };
}

/** A second on, nothing has to wait for the limiter: the clock need not be turned meanwhile, which would hurry STS. */
export async function ask(on: AwsPlace, request: Partial<ActivationRequest> = {}): Promise<Answer> {
  const intent = await intentFor(on, request);
  await on.clock.turn(seconds(1));
  return on.provider.activate(intent, {signal: on.signal});
}

export async function lent(on: AwsPlace, request: Partial<ActivationRequest> = {}): Promise<Grant> {
  const answer = await ask(on, request);
  if (answer.type !== 'active') throw new Error(`it is ${JSON.stringify(answer)}`);
  return answer.grant;
}

export const lend = (on: AwsPlace, grant: Grant) => {
  const lending = on.provider.lend?.(grant, {signal: on.signal});
  if (lending === undefined) throw new Error('it lends nothing');
  return lending;
};

/** As the portal words them. */
export const endingIn = ({cloud}: AwsPlace, length: number) => ({
  ...{accessKeyId: 'ASIA1', secretAccessKey: 'secret', sessionToken: 'token'},
  expiration: cloud.clock.now() + length,
});

export const calls = (on: AwsPlace) => pathsOf(on, '/federation/credentials').length;

export function arrivedIn(on: AwsPlace, eligibility: Eligibility): Promise<boolean> {
  const looking = on.provider.arrived?.(eligibility, on.signal);
  if (looking === undefined) throw new Error('it cannot look');
  return on.clock.through(looking);
}
