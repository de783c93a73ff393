import {describe, expect, test} from 'vitest';
import {untrusted} from '../../src/core/untrusted.ts';
import {resolveGrants, resolveRequests, resolveRoles} from '../../src/usecases/resolve.ts';
import {all, troubled} from './fake-cloud.ts';
import {quiet, world} from './fakes.ts';
import {eligibility, grant, NOON, OFFLINE} from './samples.ts';

const scope = (name: string) => ({id: `/subscriptions/${name}`, name: untrusted(name), type: 'subscription'});
const prod = eligibility({id: 'azr-prod', scope: scope('prod')});
const dev = eligibility({id: 'azr-dev', scope: scope('dev')});
const reader = eligibility({id: 'ent-1', kind: 'entra-role', name: untrusted('Global Reader')});

function clouds(bundles: Record<string, string[]> = {}) {
  const w = world({settings: {bundles}});
  w.arm.eligiblePages = all(prod, dev);
  w.graph.eligiblePages = all(reader);
  return w;
}

const roles = (w: ReturnType<typeof clouds>, ...asked: readonly string[]) =>
  resolveRoles(w.app, asked, quiet());
const ids = (items: readonly {readonly id: string}[]) => items.map(item => item.id);

describe('roles', () => {
  test('in the order asked, each once', async () => {
    const asked = ['Global Reader', 'azr-dev', 'Contributor@dev', 'azr-dev', 'Contributor@prod'];
    const {items, problems} = await roles(clouds(), ...asked);
    expect(ids(items)).toEqual(['ent-1', 'azr-dev', 'azr-prod']);
    expect(problems).toEqual([]);
  });

  test('several matches: a problem with every candidate, beside what was clear', async () => {
    const {items, problems} = await roles(clouds(), 'Contributor', 'ent-1');
    expect(ids(items)).toEqual(['ent-1']);
    expect(problems).toMatchObject([{code: 'ambiguous', candidates: [{id: 'azr-prod'}, {id: 'azr-dev'}]}]);
  });

  test('a bundle stands for its roles', async () => {
    const w = clouds({oncall: ['Contributor@prod', 'Global Reader']});
    expect(ids((await roles(w, '@oncall', 'azr-prod')).items)).toEqual(['azr-prod', 'ent-1']);
  });

  test.each(['@nope', '@toString'])('%s is no bundle', async asked => {
    const {items, problems} = await roles(clouds({oncall: []}), asked);
    expect(items).toEqual([]);
    expect(problems).toMatchObject([{code: 'not-found', what: 'bundle', asked: asked.slice(1)}]);
  });

  test('a recent copy is enough when everything is in it', async () => {
    const w = clouds();
    await roles(w, 'ent-1');
    await roles(w, 'azr-dev');
    expect([w.arm.read, w.graph.read]).toEqual([['eligible'], ['eligible']]);
  });

  test('what is not in it is looked for at the clouds, once', async () => {
    const w = clouds();
    await roles(w, 'ent-1');
    w.arm.eligiblePages = all(eligibility({id: 'azr-new', name: untrusted('Owner')}));
    expect(ids((await roles(w, 'Owner')).items)).toEqual(['azr-new']);
    expect((await roles(w, 'Nonesuch')).problems).toMatchObject([{code: 'not-found', what: 'role'}]);
    expect(w.arm.read.length).toBe(3);
  });

  test('not found while a source could not be read: it may be there, and that is said', async () => {
    const w = clouds();
    w.graph.eligiblePages = [troubled(OFFLINE)];
    const {items, problems} = await roles(w, 'Global Reader', 'azr-prod');
    expect(ids(items)).toEqual(['azr-prod']);
    expect(problems).toMatchObject([{code: 'not-found', unread: ['Entra']}]);
  });

  test('when no source could be read, that is the problem', async () => {
    const w = clouds();
    w.arm.eligiblePages = [troubled({code: 'signed-out', reason: 'expired'})];
    w.graph.eligiblePages = w.arm.eligiblePages;
    expect((await roles(w, 'Global Reader')).problems).toMatchObject([{code: 'signed-out'}]);
  });
});

describe('grants and requests', () => {
  const held = grant({id: 'azr-prod.1', eligibilityId: 'azr-prod'});
  const waiting = grant({
    id: 'req-1',
    requestId: 'wire-1',
    eligibilityId: 'azr-dev',
    scope: scope('dev'),
    state: 'pending-approval',
  });

  function holding() {
    const w = clouds();
    w.arm.activePages = all(held);
    w.arm.openPages = all(waiting);
    return w;
  }

  test.each(['azr-prod.1', 'Contributor@prod', 'Contributor', 'azr-prod'])('the grant %s', async asked => {
    const {items} = await resolveGrants(holding().app, [asked, asked], quiet());
    expect(ids(items)).toEqual(['azr-prod.1']);
  });

  test.each(['req-1', 'wire-1', 'azr-dev', 'Contributor'])('the request %s', async asked => {
    const {items} = await resolveRequests(holding().app, [asked], quiet());
    expect(ids(items)).toEqual(['req-1']);
  });

  test('always from the clouds', async () => {
    const w = holding();
    await w.cache.keepGrants('azure-resource', [grant({id: 'gone'})], NOON);
    expect((await resolveGrants(w.app, ['gone'], quiet())).problems).toMatchObject([
      {code: 'not-found', what: 'grant'},
    ]);
  });

  test('a role of ours that is not active is called that', async () => {
    const w = holding();
    await roles(w, 'azr-dev');
    expect((await resolveGrants(w.app, ['Contributor@dev'], quiet())).problems).toEqual([
      {code: 'not-active', asked: 'Contributor@dev'},
    ]);
  });

  test('two grants of one role are never chosen from', async () => {
    const w = holding();
    w.arm.activePages = all(
      held,
      grant({id: 'azr-prod.standing', eligibilityId: 'azr-prod', assignment: 'standing'}),
    );
    expect((await resolveGrants(w.app, ['azr-prod'], quiet())).problems).toMatchObject([
      {code: 'ambiguous', candidates: [{id: 'azr-prod.1'}, {id: 'azr-prod.standing'}]},
    ]);
  });

  test('a request is no grant, and a grant no request', async () => {
    const w = holding();
    expect((await resolveGrants(w.app, ['req-1'], quiet())).items).toEqual([]);
    expect((await resolveRequests(w.app, ['azr-prod.1'], quiet())).problems).toMatchObject([
      {code: 'not-found', what: 'request'},
    ]);
  });
});
