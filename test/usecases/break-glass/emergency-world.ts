import {generateKeyPairSync, sign} from 'node:crypto';
import {type AuditEntry, type AuditFact, FIRST_PREV} from '../../../src/core/audit.ts';
import {cosignKeyName} from '../../../src/core/cosign.ts';
import type {Incident, Probe, ProbeTarget} from '../../../src/core/emergency.ts';
import type {Rung, UserRoleRung} from '../../../src/core/ladder.ts';
import {eligibilityOfRung} from '../../../src/core/ladder.ts';
import type {UserKey} from '../../../src/core/ports.ts';
import {Secret} from '../../../src/core/secret.ts';
import type {Settings} from '../../../src/core/settings.ts';
import type {App} from '../../../src/usecases/app.ts';
import {breakGlass} from '../../../src/usecases/break-glass/break-glass.ts';
import type {EmergencyApp, Signer} from '../../../src/usecases/break-glass/emergency-app.ts';
import type {
  EmergencyOrder,
  EmergencyStory,
  People,
} from '../../../src/usecases/break-glass/emergency-story.ts';
import {FakeAuthority, FakeProvider, troubled} from '../fake-cloud.ts';
import {unwritable} from '../fake-stores.ts';
import {type FakeWorld, quiet, world} from '../fakes.ts';
import {ADA, active} from '../samples.ts';

export const AZURE: Rung = {
  ...{name: 'prod-owner', kind: 'azure-resource', role: 'Owner', scope: '/subscriptions/s1'},
  roleDefinitionId: 'r1',
};
export const ENTRA: Rung = {
  name: 'directory',
  kind: 'entra-role',
  role: 'Global Reader',
  roleDefinitionId: 'g1',
};
export const SET: Rung = {
  ...{name: 'aws-admin', kind: 'aws-permission-set', session: 'corp', accountId: '111122223333'},
  permissionSet: 'Admin',
};
export const USER: UserRoleRung = {
  ...{name: 'last-resort', kind: 'aws-role', roleArn: 'arn:aws:iam::111122223333:role/BreakGlass'},
  ...{user: 'emergency-1', mfaSerial: 'arn:aws:iam::111122223333:mfa/e1', region: 'eu-west-1'},
};
export const LADDER: readonly Rung[] = [AZURE, ENTRA, SET, USER];

export const SETTINGS: Settings = {
  profiles: {
    default: {
      aws: {sessions: [{name: 'corp', startUrl: 'https://d-1.awsapps.com/start', region: 'eu-west-1'}]},
    },
  },
  sinks: [{name: 'ops', type: 'webhook'}],
  breakGlass: {ladder: LADDER},
};

export const ORDER: EmergencyOrder = {
  ...{incident: 'INC-1', reason: 'payments are down', rungs: LADDER},
  ...{duration: null, drill: false, stepUp: 'never'},
};

export const never = <T>(): Promise<T> => new Promise<T>(() => {});

/** Works, fails at once, or never answers. */
export type Health = 'ok' | 'down' | 'hanging';

async function being<T>(health: Health, fault: Error, work: () => T): Promise<T> {
  if (health === 'hanging') return never();
  if (health === 'down') throw fault;
  return work();
}

export class FakeLog {
  readonly facts: AuditFact[] = [];
  health: Health = 'ok';
  brokenWords: string | null = null;

  append(fact: AuditFact): Promise<AuditEntry> {
    return being(this.health, unwritable('audit.ndjson'), () => {
      this.facts.push(fact);
      return {...fact, seq: this.facts.length, prev: FIRST_PREV};
    });
  }

  async *entries(): AsyncGenerator<AuditEntry> {
    await being(this.health, unwritable('audit.ndjson'), () => undefined);
    for (const [at, fact] of this.facts.entries()) yield {...fact, seq: at + 1, prev: FIRST_PREV};
  }

  broken(): Promise<string | null> {
    return being(this.health, unwritable('audit.ndjson'), () => this.brokenWords);
  }

  beside = (): undefined => undefined;

  get steps(): readonly string[] {
    return this.facts.flatMap(({type, emergency}) =>
      type === 'break-glass' && emergency ? [emergency.step] : [],
    );
  }
}

export class FakeIncidents {
  readonly rows: Incident[] = [];
  health: Health = 'ok';

  open(incident: Incident): Promise<void> {
    return being(this.health, unwritable('state.db'), () => {
      this.rows.push(incident);
    });
  }

  opened(): Promise<readonly Incident[]> {
    return being(this.health, unwritable('state.db'), () => this.rows);
  }

  close(id: string): Promise<boolean> {
    return being(this.health, unwritable('state.db'), () => {
      const at = this.rows.findIndex(row => row.id === id);
      if (at >= 0) this.rows.splice(at, 1);
      return at >= 0;
    });
  }
}

export const SERVICES = ['entra', 'azure-pim', 'graph-pim', 'identity-center', 'sts'] as const;

const TARGETS: readonly ProbeTarget[] = SERVICES.map(service => ({
  ...{service, label: service === 'sts' ? 'AWS STS (eu-west-1)' : service},
  url: `https://${service}.example/`,
}));

export interface EmergencyWorld extends FakeWorld {
  readonly emergency: EmergencyApp;
  readonly log: FakeLog;
  readonly incidents: FakeIncidents;
  /** What the probes say; `hanging`: no probe ever answers. */
  readonly services: Map<ProbeTarget['service'], Health>;
  readonly sinks: {health: Health};
  readonly keys: {health: Health; kept: Map<string, string>; opened: number};
  readonly sets: FakeProvider;
  readonly user: FakeProvider;
  readonly userSignIn: FakeAuthority;
  readonly corp: FakeAuthority;
  readonly providers: readonly FakeProvider[];
  /** Monotonic times of everything that was sent. */
  readonly sentAt: number[];
}

export function signerOf(): Signer & {readonly publicKey: string} {
  const {privateKey, publicKey: point} = generateKeyPairSync('ed25519');
  const publicKey = point.export({format: 'der', type: 'spki'}).toString('base64');
  return {
    publicKey,
    key: async () => ({key: cosignKeyName(publicKey) ?? '', publicKey}),
    sign: async bytes => sign(null, bytes, privateKey).toString('base64'),
  };
}

/** An emergency over fakes with memory; everything works until a test breaks it. */
export function emergencyWorld(settings: Settings = SETTINGS): EmergencyWorld {
  const [sets, user] = [new FakeProvider('aws-permission-set'), new FakeProvider('aws-role')];
  const [corp, userSignIn] = [new FakeAuthority('corp'), new FakeAuthority('user')];
  const base = world({settings});
  const {clock, arm, graph, entra} = base;
  const providers = [arm, graph, sets, user];
  const sentAt: number[] = [];
  for (const one of providers)
    one.answers = [
      intent => {
        sentAt.push(clock.monotonic());
        return active({kind: one.kind, id: `${intent.eligibilityId}.g`})(intent);
      },
    ];
  const app: App = {...base.app, providers: [arm, graph, sets], authorities: [entra, corp]};
  const [log, incidents] = [new FakeLog(), new FakeIncidents()];
  const services = new Map<ProbeTarget['service'], Health>();
  const sinks = {health: 'ok' as Health};
  const keys = {health: 'ok' as Health, kept: new Map([['emergency-1', 'correct horse']]), opened: 0};
  const signer = signerOf();
  let ids = 0;
  const emergency: EmergencyApp = {
    ...{
      profile: 'default',
      settings,
      practice: false,
      clock,
      server: app.server,
      audit: log,
      incidents,
      signer,
    },
    settingsFile: {path: '/home/ada/.config/stint/config.json', sha256: 'ab'.repeat(32)},
    newId: () => {
      ids += 1;
      return `req-${ids}`;
    },
    prober: {probe: async (targets, limit) => probes(targets, services, limit, clock)},
    teller: {
      tell: () =>
        being(sinks.health, new Error('a sink broke its word'), () =>
          (settings.sinks ?? []).map(({name: sink}) => ({sink, isTold: true, problem: null})),
        ),
    },
    keys: fakeKeys(keys),
    appOf: async () => app,
    targetsOf: async () => TARGETS,
    roleOfUser: () => ({provider: user, authority: userSignIn}),
  };
  const more = {
    emergency,
    log,
    incidents,
    services,
    sinks,
    keys,
    sets,
    user,
    userSignIn,
    corp,
    providers,
    sentAt,
  };
  return {...base, app, ...more};
}

async function probes(
  targets: readonly ProbeTarget[],
  services: ReadonlyMap<ProbeTarget['service'], Health>,
  limit: number,
  clock: FakeWorld['clock'],
): Promise<readonly Probe[]> {
  const hanging = targets.some(({service}) => services.get(service) === 'hanging');
  if (hanging) await clock.sleep(limit, quiet());
  return targets.map(({service, label, url}) => {
    const isUp = (services.get(service) ?? 'ok') === 'ok';
    const told = isUp ? {status: 401, reason: null} : {status: null, reason: 'nobody answers'};
    return {service, label, host: new URL(url).host, isUp, took: 10, ...told};
  });
}

const fakeKeys = (keys: EmergencyWorld['keys']): EmergencyApp['keys'] => {
  const locked = troubled({code: 'signed-out', reason: 'store-unreadable', detail: 'another passphrase.'});
  return {
    names: () => being(keys.health, locked, () => [...keys.kept.keys()]),
    keep: async () => {},
    forget: async () => {},
    open: (name, passphrase) =>
      being(keys.health, locked, () => {
        keys.opened += 1;
        if (keys.kept.get(name) !== passphrase.reveal()) throw locked;
        return KEY;
      }),
  };
};

export const KEY: UserKey = {accessKeyId: 'AKIAEXAMPLE', secretAccessKey: new Secret('never shown')};

/** Somebody sits at the terminal and knows everything. */
export const SOMEBODY: People = {
  passphrase: async () => new Secret('correct horse'),
  userKey: async () => KEY,
  mfaCode: async () => new Secret('123456'),
};
export const NOBODY: People = {};

/** Runs the whole flow, turning the clock as far as it asks. */
export async function emergencyRun(
  {emergency, clock}: EmergencyWorld,
  order: Partial<EmergencyOrder> = {},
  people: People = NOBODY,
  signal = quiet(),
): Promise<readonly EmergencyStory[]> {
  const told: EmergencyStory[] = [];
  const listening = async () => {
    for await (const story of breakGlass(emergency, {...ORDER, ...order}, people, signal)) told.push(story);
  };
  await clock.through(listening());
  return told;
}

/** In one word each; a rung's own with its name. What happens on the road is left out. */
export const words = (story: readonly EmergencyStory[]): readonly string[] =>
  story.flatMap(one => {
    if (one.type === 'road') return [];
    if (one.type === 'passed') return [`passed ${one.rung.name} ${one.problem.code}`];
    return ['rung' in one ? `${one.type} ${one.rung.name}` : one.type];
  });

export const idOf = (rung: Rung): string =>
  eligibilityOfRung(rung, {tenantId: ADA.tenantId, aws: SETTINGS.profiles?.default?.aws}).id;
