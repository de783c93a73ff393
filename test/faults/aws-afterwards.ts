import {expect} from 'vitest';
import type {OpenedApp} from '../../src/compose.ts';
import type {AuditEntry} from '../../src/core/audit.ts';
import type {ActivationState} from '../../src/core/state.ts';
import {minutes} from '../../src/core/time.ts';
import {exact} from '../../src/core/untrusted.ts';
import {catchUp} from '../../src/usecases/catch-up.ts';
import {lend} from '../../src/usecases/lend.ts';
import {gather} from '../../src/usecases/reading.ts';
import {status} from '../../src/usecases/status.ts';
import {LINKED_GROUP} from './aws-house.ts';
import {type AwsScene, groupHeld, loansIn, usingAws} from './aws-scene.ts';
import {keptQuiet} from './aws-secrets.ts';
import {NEVER} from './practice-house.ts';

/** A request this old would have arrived, and what was activated may be ended. */
const CERTAIN = minutes(6);

export interface Expected {
  /** The person is asked to sign in again, and nothing else can be had. */
  readonly signedOut?: true | undefined;
  /** A person was asked to sign in: that is what it was about. */
  readonly signsIn?: true | undefined;
}

/**
 * Nothing goes wrong any more, and the next commands come: what they tell is what the books and the clouds have, loans can
 * be lent from, nothing stays open, nobody is asked to sign in, and no secret is where it does not belong.
 */
export async function awsTruth(scene: AwsScene, expected: Expected = {}): Promise<void> {
  const {cloud} = scene.house;
  cloud.faults.clear();
  await usingAws(scene, async app => {
    await nextCommand(scene, app, ['unknown']);
    await loansAreTrue(scene, app, expected);
    if (await isOpen(app)) {
      cloud.clock.advance(CERTAIN);
      await nextCommand(scene, app);
    }
    expect(await app.journal.unsettled(), 'every intent has come to its end').toEqual([]);
    expect(await app.journal.wishes(), 'every wish has been carried out').toEqual([]);
    await recordIsTrue(scene, app);
  });
  await keptQuiet(scene);
  groupOnceAtMost(scene);
  refreshedOnceAtMost(scene);
  if (expected.signsIn !== true) nobodyWasAsked(scene);
}

const isOpen = async ({journal}: OpenedApp): Promise<boolean> =>
  (await journal.unsettled()).length > 0 || (await journal.wishes()).length > 0;

/** `besides`: states that may be told of what is not there. */
async function nextCommand(
  scene: AwsScene,
  app: OpenedApp,
  besides: readonly ActivationState[] = [],
): Promise<void> {
  for await (const event of catchUp(app, NEVER))
    if ('problem' in event) expect(event.problem?.code).not.toBe('bug');
  const {items, problems} = await gather(status(app, {source: 'fresh'}, NEVER));
  expect(problems, 'nothing was wrong any more').toEqual([]);
  const told = (kind: RegExp) => items.filter(row => kind.test(row.kind) && !besides.includes(row.state));
  const open = await loansIn(scene, app);
  expect(told(/^aws/).map(({id}) => id)).toEqual(open.map(({grant}) => grant.id));
  expect(told(/^aws/).every(({state}) => state === 'active')).toBe(true);
  const held = told(/^entra-group/).some(({state}) => ['active', 'deactivating'].includes(state));
  expect(held, 'the group is told as it is').toBe(groupHeld(scene));
}

/** Each loan can be lent from, for its role, with credentials that AWS takes, until its end and no longer. */
async function loansAreTrue(scene: AwsScene, app: OpenedApp, {signedOut}: Expected): Promise<void> {
  const {tale, house} = scene;
  const open = await loansIn(scene, app);
  const {state, grant} = tale.activation;
  if (state === 'active' && grant?.assignment === 'lent')
    expect(
      open.map(loan => loan.grant.id),
      'what was told active is',
    ).toContain(grant.id);
  const item = tale.stories.find(({type}) => type === 'item');
  if (['failed', 'ended', 'cancelled'].includes(state) && item?.type === 'item')
    expect(
      open.filter(loan => loan.grant.eligibilityId === item.item || loan.grant.id === item.item),
      `told ${state}`,
    ).toEqual([]);
  expect(new Set(open.map(loan => loan.grant.eligibilityId)).size, 'one loan of a role').toBe(open.length);
  for (const {grant: lent} of open) {
    expect(await app.loans.credentials(lent.id), 'credentials are kept').toBeDefined();
    if (signedOut) continue;
    const {credentials, expiresAt} = await lend(app, lent, NEVER);
    const {aws} = house.cloud.organisation;
    expect(aws.isUsable(credentials.accessKeyId), 'AWS takes them').toBe(true);
    expect(expiresAt).toBeLessThanOrEqual(lent.endsAt ?? 0);
    const issued = aws.issuedSessions.find(one => one.accessKeyId === credentials.accessKeyId);
    expect(issued?.arn).toMatch(new RegExp(`[_/]${exact(lent.name)}[_/]`));
  }
}

async function recordIsTrue(scene: AwsScene, app: OpenedApp): Promise<void> {
  expect(await app.audit.verify()).toMatchObject({type: 'whole'});
  const lines: AuditEntry[] = [];
  for await (const line of app.audit.entries()) lines.push(line);
  for (const {grant} of await loansIn(scene, app)) {
    const about = lines.filter(({eligibilityId}) => eligibilityId === grant.eligibilityId);
    expect(about.map(({type}) => type)).toEqual(expect.arrayContaining(['request', 'active']));
  }
  const {state, grant} = scene.tale.activation;
  if (state !== 'ended' || grant === null) return;
  const about = lines.filter(({eligibilityId}) => eligibilityId === grant.eligibilityId);
  expect(about.map(({type}) => type)).toEqual(expect.arrayContaining(['end-requested', 'end']));
}

const REFUSED = [400, 403, 404, 429];

function groupOnceAtMost({house, since}: AwsScene): void {
  const {organisation, log} = house.cloud;
  const rows = organisation.requests.slice(since.requests);
  const ofGroup = rows.filter(({scope}) => scope.name === LINKED_GROUP);
  expect(ofGroup.filter(({action}) => action === 'SelfActivate').length).toBeLessThanOrEqual(1);
  expect(ofGroup.filter(({action}) => action === 'SelfDeactivate').length).toBeLessThanOrEqual(1);
  const sent = log.slice(since.log).filter(({body}) => /"selfactivate"/i.test(body));
  expect(sent.filter(({status: told}) => !REFUSED.includes(told)).length).toBeLessThanOrEqual(1);
}

/** A refresh whose answer was lost may have used the token up: it is not sent again while it might still be under way. */
function refreshedOnceAtMost({house, since}: AwsScene): void {
  const refreshes = house.cloud.log
    .slice(since.log)
    .filter(({path, body}) => path === '/token' && body.includes('"refresh_token"'));
  for (const [nth, one] of refreshes.entries()) {
    const again = refreshes.slice(nth + 1).find(({body}) => body === one.body);
    if (again === undefined || REFUSED.includes(one.status)) continue;
    expect(again.at - one.at, 'sent again').toBeGreaterThanOrEqual(30_000);
  }
}

function nobodyWasAsked({house, since}: AwsScene): void {
  const asked = house.cloud.log
    .slice(since.log)
    .filter(({path}) => /devicecode|device_authorization/.test(path));
  expect(asked, 'nobody is asked to sign in').toEqual([]);
}
