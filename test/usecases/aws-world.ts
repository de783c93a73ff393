import type {Eligibility} from '../../src/core/eligibility.ts';
import type {Actor} from '../../src/core/intent.ts';
import type {Settings} from '../../src/core/settings.ts';
import {untrusted} from '../../src/core/untrusted.ts';
import type {App, Notes} from '../../src/usecases/app.ts';
import type {ActivationOrder} from '../../src/usecases/story.ts';
import {FakeAwsProvider} from './fake-aws.ts';
import {FakeAuthority, FakeProvider} from './fake-cloud.ts';
import {type FakeWorld, world} from './fakes.ts';
import {ADA, eligibility, order} from './samples.ts';

export interface AwsWorld extends FakeWorld {
  readonly groups: FakeProvider;
  readonly sets: FakeAwsProvider;
  readonly roles: FakeAwsProvider;
  readonly corp: FakeAuthority;
  readonly lab: FakeAuthority;
  readonly notes: Map<string, string>;
}

export const PORTAL = 'https://corp.awsapps.com/start';
export const ADA_AT_AWS: Actor = {...ADA, authority: PORTAL, tenantId: '', oid: '', account: 'ada'};
const PLACE = {session: 'corp', accountId: '111122223333', permissionSet: 'Admin'};
const GROUP = '11112222-3333-4444-5555-666677778888';

export const SETTINGS: Settings = {
  profiles: {
    default: {
      aws: {
        sessions: [
          {name: 'corp', startUrl: PORTAL, region: 'eu-west-1'},
          {name: 'lab', startUrl: 'https://lab.awsapps.com/start', region: 'us-east-1'},
        ],
        groupLinks: [
          {...PLACE, groupId: GROUP.toUpperCase()},
          {...PLACE, permissionSet: 'Audit', groupId: GROUP},
        ],
      },
    },
  },
};

/** An app over Entra groups, both kinds of AWS and two of its sessions. */
export function awsWorld(parts: Partial<App> = {}): AwsWorld {
  const notes = new Map<string, string>();
  const w = world({settings: SETTINGS, notes: notesIn(notes)});
  const groups = new FakeProvider('entra-group');
  const [sets, roles] = (['aws-permission-set', 'aws-role'] as const).map(
    kind => new FakeAwsProvider(kind, w.loans, w.clock),
  );
  const [corp, lab] = [new FakeAuthority('corp'), new FakeAuthority('lab')];
  for (const session of [corp, lab]) session.who = ADA_AT_AWS;
  if (sets === undefined || roles === undefined) throw new Error('two kinds, two providers');
  const providers = [w.arm, w.graph, groups, sets, roles];
  const app = {...w.app, providers, authorities: [w.entra, corp, lab], ...parts};
  return {...w, app, groups, sets, roles, corp, lab, notes};
}

const notesIn = (notes: Map<string, string>): Notes => ({
  read: async name => notes.get(name),
  write: async (name, text) => {
    notes.set(name, text);
  },
});

const ACCOUNT = {id: '111122223333', name: untrusted('Production'), type: 'account'};

/** A permission set that the portal shows. */
export const permissionSet = (parts: Partial<Eligibility> = {}): Eligibility =>
  eligibility({
    ...{id: 'aws-1', kind: 'aws-permission-set', name: untrusted('Operator'), scope: ACCOUNT},
    entitlement: 'standing',
    address: {...PLACE, permissionSet: 'Operator'},
    ...parts,
  });

/** One that is reached through the group. */
export const linkedSet = (parts: Partial<Eligibility> = {}): Eligibility =>
  permissionSet({
    ...{id: 'aws-9', name: untrusted('Admin'), entitlement: 'eligible'},
    address: {...PLACE, groupId: GROUP},
    ...parts,
  });

export const awsRole = (parts: Partial<Eligibility> = {}): Eligibility =>
  eligibility({
    ...{id: 'awr-1', kind: 'aws-role', name: untrusted('prod-admin'), scope: ACCOUNT},
    address: {session: 'lab', role: 'prod-admin'},
    ...parts,
  });

/** My own eligibility for the linked group. */
export const membership = (parts: Partial<Eligibility> = {}): Eligibility =>
  eligibility({
    ...{id: 'grp-1', kind: 'entra-group', name: untrusted('Member')},
    scope: {id: GROUP, name: untrusted('AWS admins'), type: 'group'},
    address: {groupId: GROUP, accessId: 'member'},
    ...parts,
  });

export const orderOf = (of: Eligibility): ActivationOrder => ({...order(), eligibility: of});
