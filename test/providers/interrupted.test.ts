import {afterAll, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import type {SignInEvent} from '../../src/core/identity.ts';
import type {Clock} from '../../src/core/ports.ts';
import {callerIdentity} from '../../src/providers/aws/caller.ts';
import {createPortal} from '../../src/providers/aws/portal.ts';
import {type OriginName, type PracticeCloud, startPracticeCloud} from '../../src/sandbox/index.ts';
import {newAwsMachine, startAws} from './aws/support.ts';
import {live, newMachine, startProcess, wallClock} from './entra/support.ts';
import {add, all, intentFor, only, type Subject} from './stage.ts';
import {azureResources, entraGroups, entraRoles} from './subjects.ts';

/**
 * A call that is given up must not go on behind our back: for each SDK, over its real stack and sign-in, the connection
 * is closed as soon as the signal says so, and not when somebody answers at last.
 */
let cloud: PracticeCloud;
let entra: ReturnType<typeof startProcess>;

const server = {now: () => cloud.clock.now(), offset: () => 0};
const never = new AbortController().signal;
const ACCOUNT = '111122223333';

const approving = (events: AsyncIterable<SignInEvent>) =>
  live(events, event => {
    if (event.type === 'device-code') cloud.approveSignIn(String(event.userCode));
  });

beforeAll(async () => {
  cloud = await startPracticeCloud({scenario: 'empty', deviceCodeInterval: 0.02});
  for (const subject of [azureResources, entraRoles, entraGroups]) add(cloud.organisation, subject);
  cloud.organisation.aws
    .account({id: ACCOUNT, name: 'Prod'})
    .permissionSet({account: 'Prod', name: 'Operator'});
  entra = startProcess(cloud, newMachine());
  await approving(entra.signIn('device', never));
});
afterAll(() => cloud.stop());
beforeEach(() => cloud.faults.clear());

/** Gives the call up once its request hangs at the cloud, and waits until the cloud sees its client leave. */
async function givenUp(origin: OriginName, path: RegExp, call: (signal: AbortSignal) => Promise<unknown>) {
  cloud.faults.add({match: {origin, path}, do: {hang: true}});
  const stop = new AbortController();
  const hanging = cloud.faults.nextHang();
  const answer = call(stop.signal).then(
    value => ({value}),
    (thrown: unknown) => ({thrown}),
  );
  const {gone} = await Promise.race([
    hanging,
    answer.then(end => Promise.reject(new Error(JSON.stringify(end)))),
  ]);
  stop.abort();
  await gone;
  return answer;
}

const providerOf = (subject: Subject, clock: Clock = wallClock) => subject.make(entra, clock, server);

test('a token of Entra', async () => {
  // So short that it is refreshed at its next use.
  const short = newMachine();
  cloud.organisation.settings.tokenLifetime = 10;
  await approving(startProcess(cloud, short).signIn('device', never));
  cloud.organisation.settings.tokenLifetime = 3600;
  const fresh = startProcess(cloud, short);
  const ended = await givenUp('login', /\/token/, signal => fresh.token('arm', {signal}));
  expect(ended).toMatchObject({thrown: {name: 'AbortError'}});
});

describe.each([azureResources, entraRoles, entraGroups])('$kind', subject => {
  test('a read', async () => {
    const ended = await givenUp(subject.origin, /Eligibility/i, signal =>
      all(providerOf(subject).eligible(signal)),
    );
    expect(ended).toMatchObject({thrown: {name: 'AbortError'}});
  });

  test('a write, whose outcome is then not known', async () => {
    const provider = providerOf(subject);
    const eligibility = only(await all(provider.eligible(never)));
    const intent = await intentFor({access: entra, cloud, signal: never}, eligibility);
    const ended = await givenUp(subject.origin, subject.write.path, signal =>
      provider.activate(intent, {signal}),
    );
    expect(ended).toMatchObject({value: {type: 'lost', problem: {code: 'cancelled'}}});
    expect(
      cloud.log.filter(({path, method}) => method !== 'GET' && path.match(subject.write.path)),
    ).toHaveLength(1);
  });
});

describe('AWS', () => {
  async function signedIn() {
    const made = startAws(cloud, newAwsMachine());
    await approving(made.authority.signIn('device', never));
    return {...made, portal: createPortal(made.access, wallClock)};
  }

  test('a list of the portal', async () => {
    const {portal} = await signedIn();
    const ended = await givenUp('portal', /assignment\/roles/, signal =>
      portal.permissionSets('corp', ACCOUNT, signal),
    );
    expect(ended).toMatchObject({thrown: {name: 'AbortError'}});
  });

  test('credentials of the portal', async () => {
    const {portal} = await signedIn();
    await givenUp('portal', /credentials/, signal => portal.credentials('corp', ACCOUNT, 'Operator', signal));
  });

  test('STS', async () => {
    const {access, portal} = await signedIn();
    const credentials = await portal.credentials('corp', ACCOUNT, 'Operator', never);
    const session = access.session('corp');
    const ended = await givenUp('sts', /./, signal => callerIdentity({access, session}, credentials, signal));
    expect(ended).toMatchObject({thrown: {name: 'AbortError'}});
  });

  test('a sign-in', async () => {
    const {authority} = await signedIn();
    await givenUp('oidc', /device_authorization/, signal => live(authority.signIn('device', signal)));
  });

  test('a refresh', async () => {
    const {access} = await signedIn();
    cloud.clock.advance(2 * 3_600_000);
    const ended = await givenUp('oidc', /token$/, signal => access.token('corp', signal));
    expect(ended).toMatchObject({thrown: {name: 'AbortError'}});
  });
});
