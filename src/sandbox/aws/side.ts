import type {PracticeClock} from '../clock.ts';
import type {SignIns} from '../entra/sign-ins.ts';
import type {Handler, OriginName} from '../http/call.ts';
import type {PimEngine} from '../pim/engine.ts';
import type {ScopeTree} from '../scopes.ts';
import {createBucket} from '../throttle.ts';
import {assignedSets} from './assignments.ts';
import {consoleHandler} from './console-sign-in.ts';
import {createEstate} from './estate.ts';
import {createMfaDevices} from './mfa.ts';
import {oidcHandler} from './oidc.ts';
import {type AwsOrganisation, type AwsOrganisationParts, createAwsOrganisation} from './organisation.ts';
import {portalHandler} from './portal.ts';
import {createPortalSessions} from './portal-sessions.ts';
import {createRegistrations} from './registrations.ts';
import {createRoleSessions} from './role-sessions.ts';
import {type AwsSettings, defaultAwsSettings} from './settings.ts';
import {stsHandler} from './sts.ts';

export interface AwsParts {
  readonly seed: number;
  readonly clock: PracticeClock;
  readonly engine: PimEngine;
  readonly scopes: ScopeTree;
  readonly signIns: SignIns;
  readonly userName: () => string;
  readonly urls: Readonly<Record<OriginName, string>>;
  /** Seconds between polls for a device code. */
  readonly interval: number;
  readonly settings?: Partial<AwsSettings> | undefined;
}

/** The AWS half of the practice cloud. */
export interface AwsSide {
  readonly organisation: AwsOrganisation;
  readonly handlers: readonly (readonly [OriginName, Handler])[];
}

export function createAwsSide(parts: AwsParts): AwsSide {
  const {seed, clock, scopes, engine} = parts;
  const settings = {...defaultAwsSettings(), ...parts.settings};
  const books = {
    ...{seed, scopes, settings, estate: createEstate()},
    portalSessions: createPortalSessions(clock, settings),
    roleSessions: createRoleSessions(clock),
    mfa: createMfaDevices(seed, clock),
    now: () => clock.now(),
  };
  const assigned = () => assignedSets({...books, engine, clock});
  return {
    organisation: createAwsOrganisation({...books, assigned}),
    handlers: handlersOf(parts, {...books, assigned}),
  };
}

type Books = AwsOrganisationParts;

function handlersOf({clock, signIns, userName, urls, interval}: AwsParts, books: Books): AwsSide['handlers'] {
  const {settings, now} = books;
  const registrations = createRegistrations(clock, settings);
  const oidc = {
    ...books,
    registrations,
    signIns,
    interval,
    url: () => urls.oidc,
    polls: new Map<string, number>(),
  };
  const takesOne = createBucket(() => settings.portalLimit, now);
  return [
    ['oidc', oidcHandler(oidc)],
    ['portal', portalHandler({...books, userName, takesOne})],
    ['sts', stsHandler(books)],
    ['signin', consoleHandler({...books, tokens: new Map()})],
  ];
}
