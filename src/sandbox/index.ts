import {armHandler} from './arm/handler.ts';
import {createCertificate} from './certificate.ts';
import {authorityOf, createInside, gateOf, type Inside} from './cloud.ts';
import {controlHandler} from './control.ts';
import {entraHandler} from './entra/authority.ts';
import type {DeviceFlowBlock} from './entra/refusals.ts';
import type {PracticeUser} from './entra/sessions.ts';
import {graphHandler} from './graph/handler.ts';
import type {Handler, LoggedRequest, OriginName} from './http/call.ts';
import {createFaults, type Faults} from './http/faults.ts';
import {createOutages, type Outages} from './http/outages.ts';
import {type Origin, type OriginParts, openOrigin} from './http/server.ts';
import {fill, type PracticeCloudOptions, planOf} from './options.ts';
import type {Organisation} from './organisation.ts';
import {type Decision, notFound} from './pim/engine.ts';
import {sinksHandler} from './sinks/handler.ts';
import {monitorAudience} from './sinks/ingestion.ts';
import {createIntake, type Receivers} from './sinks/model.ts';
import {createThrottle} from './throttle.ts';

export type {LoggedRequest, OriginName} from './http/call.ts';
export type {Fault, Faults, Harm} from './http/faults.ts';
export type {OutageManner, Outages, Service} from './http/outages.ts';
export type {PracticeCloudOptions} from './options.ts';
export type {EligiblePlace, Organisation, Place} from './organisation.ts';

export interface PracticeCloud {
  readonly origins: Readonly<Record<OriginName, string>>;
  /** PEM of the authority to trust. */
  readonly ca: string;
  readonly tenantId: string;
  /** The organisation's own app, consented. */
  readonly clientId: string;
  readonly user: PracticeUser;
  readonly clock: {now(): number; advance(ms: number): void; set(at: number): void};
  readonly organisation: Organisation;
  readonly faults: Faults;
  /** Whole services that are down. */
  readonly outages: Outages;
  /** Places that events are sent to, and what they have taken. */
  readonly receivers: Receivers;
  /** Every request but those to `control`, oldest first. */
  readonly log: readonly LoggedRequest[];
  /** Sign-ins that wait for the person; `userCode` null for the page in a browser. */
  readonly pendingSignIns: readonly {readonly flow: 'device' | 'browser'; readonly userCode: string | null}[];
  /** The person signs in: with this code, or everything that is pending (browser sign-ins too). */
  approveSignIn(userCode?: string): void;
  declineSignIn(userCode?: string): void;
  /** Ends the life of every pending code. */
  expireSignIn(): void;
  /** `next`: the oldest request that waits. Throws when there is none. */
  decide(requestId: string | 'next', decision: Decision, justification?: string): void;
  /** The next refresh is answered invalid_grant, AADSTS50173. */
  revokeRefreshTokens(): void;
  /** Access tokens of the AWS portal die: 401. */
  revokeAwsSessions(): void;
  /** The next AWS refresh is answered InvalidGrantException. */
  revokeAwsRefreshTokens(): void;
  /** What an MFA device of AWS shows now. */
  mfaCode(serial: string): string;
  /** Every access token issued so far is sent back with a claims challenge: 401, `insufficient_claims`. */
  challengeAccessTokens(): void;
  /** Device codes are refused once the person has signed in; 530036 refuses refreshes of such sessions too. */
  blockDeviceFlow(code: DeviceFlowBlock | null): void;
  stop(): Promise<void>;
}

/** Opens the practice cloud on loopback. Nothing outside this process is touched. */
export async function startPracticeCloud(options: PracticeCloudOptions = {}): Promise<PracticeCloud> {
  const inside = createInside(planOf(options));
  fill(inside.organisation, options);
  const log: LoggedRequest[] = [];
  const opened: Origin[] = [];
  const faults = createFaults();
  const outages = createOutages(name => opened.find(({url}) => url === inside.urls[name]));
  const certificate = await createCertificate();
  const shared = {
    ...{certificate, faults, outages, clock: inside.clock, latencyMs: options.latencyMs ?? 0},
    log: (entry: LoggedRequest) => entry.origin === 'control' || log.push(entry),
    read: (header: string | undefined) => inside.signer.read(header?.replace(/^Bearer /i, '') ?? ''),
  };
  const receivers = createIntake();
  const cloud = faceOf(inside, {ca: certificate.ca, faults, outages, log, opened, receivers});
  const control: Named = ['control', controlHandler(() => cloud)];
  const gate = {...gateOf(inside, 'arm'), audience: () => monitorAudience};
  const sinks: Named = ['sinks', sinksHandler(receivers, gate)];
  await openAll(inside, [...handlers(inside), control, sinks], {shared, opened, port: options.port});
  return cloud;
}

type Outside = Pick<PracticeCloud, 'ca' | 'faults' | 'outages' | 'log' | 'receivers'> & {
  readonly opened: readonly Origin[];
};

function faceOf(inside: Inside, {ca, opened, ...outside}: Outside): PracticeCloud {
  const {urls, tenantId, clientId, clock, organisation} = inside;
  return {
    ...{origins: urls, ca, tenantId, clientId, clock, organisation, ...outside},
    get user() {
      return inside.user();
    },
    get pendingSignIns() {
      return inside.signIns.pending.map(({flow, userCode}) => ({flow, userCode}));
    },
    ...acts(inside),
    stop: async () => {
      await Promise.all(opened.map(origin => origin.stop()));
    },
  };
}

interface Opening {
  readonly shared: Omit<OriginParts, 'name' | 'handler'>;
  readonly opened: Origin[];
  readonly port: number | undefined;
}

type Named = readonly [OriginName, Handler];

/** If one port is taken, those already open are given back. */
async function openAll(
  inside: Inside,
  named: readonly Named[],
  {shared, opened, port}: Opening,
): Promise<void> {
  try {
    for (const [at, [name, handler]] of named.entries()) {
      const origin = await openOrigin({...shared, name, handler}, port === undefined ? 0 : port + at);
      inside.urls[name] = origin.url;
      opened.push(origin);
    }
  } catch (cause) {
    await Promise.all(opened.map(origin => origin.stop()));
    throw cause;
  }
}

function handlers(inside: Inside): readonly Named[] {
  const {engine, scopes, settings, user, clock} = inside;
  const now = () => clock.now();
  const service = (name: 'arm' | 'graph') => ({
    ...{engine, scopes, settings, user, now, gate: gateOf(inside, name)},
    throttle: createThrottle(settings.limits, now),
  });
  return [
    ['login', entraHandler(authorityOf(inside))],
    ['arm', armHandler(service('arm'))],
    ['graph', graphHandler(service('graph'))],
    ...inside.aws.handlers,
  ];
}

function acts(inside: Inside) {
  const {engine, sessions, signIns, organisation} = inside;
  const settle = (state: 'approved' | 'declined' | 'expired', userCode?: string) => {
    const settled = signIns.settle(state, userCode);
    if (settled === 0 && userCode !== undefined)
      throw new Error(`No sign-in is pending with code ${userCode}`);
  };
  return {
    approveSignIn: (userCode?: string) => settle('approved', userCode),
    declineSignIn: (userCode?: string) => settle('declined', userCode),
    expireSignIn: () => settle('expired'),
    decide: (requestId: string, decision: Decision, justification?: string) => {
      const waiting = engine.requests().find(({status}) => status === 'PendingApproval')?.name;
      const name = requestId === 'next' ? waiting : requestId;
      if (name === undefined) throw notFound('next');
      engine.decide(name, decision, justification ?? null);
    },
    revokeRefreshTokens: () => sessions.revokeAll(),
    revokeAwsSessions: () => organisation.aws.revokeAwsSessions(),
    revokeAwsRefreshTokens: () => organisation.aws.revokeAwsRefreshTokens(),
    mfaCode: (serial: string) => organisation.aws.mfaCode(serial),
    challengeAccessTokens: () => sessions.outdate(),
    blockDeviceFlow: (code: DeviceFlowBlock | null) => {
      inside.deviceFlowBlock = code;
    },
  };
}
