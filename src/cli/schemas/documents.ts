import {z} from 'zod';
import {audit, proof, verification} from './audit.ts';
import {HOUSE_SCHEMAS} from './house.ts';
import {
  authority,
  count,
  documentOf,
  guarantee,
  kind,
  maybe,
  open,
  problem,
  scope,
  state,
  text,
  time,
} from './parts.ts';

const duration = z.string().regex(/^PT/).describe('ISO 8601');

const eligibility = open({
  id: text,
  kind,
  name: text,
  scope,
  entitlement: z.enum(['eligible', 'standing']),
  memberType: z.enum(['direct', 'group', 'inherited']),
  maxDuration: maybe(duration),
  requires: open({
    justification: maybe(z.boolean()),
    ticket: maybe(z.boolean()),
    approval: maybe(z.boolean()),
    mfa: maybe(z.boolean()),
    authContext: z.union([text, z.literal(false), z.null()]),
  }),
  condition: maybe(open({expression: text, version: text})),
  guarantee,
  endsAt: maybe(time),
  grantId: maybe(text),
});

export const grant = open({
  id: text,
  eligibilityId: text,
  kind,
  name: text,
  scope,
  state,
  assignment: z.enum(['activated', 'time-bound', 'standing', 'lent']),
  startsAt: maybe(time),
  endsAt: maybe(time),
  secondsLeft: maybe(count),
  credentialsEndAt: maybe(time),
  guarantee,
  requestId: maybe(text),
  justification: maybe(text),
});

const activation = open({
  eligibilityId: text,
  name: text,
  scope,
  state,
  grant: maybe(grant),
  problem: maybe(problem),
  requestId: maybe(text),
  endsEarlyAt: maybe(time),
});

const plan = open({
  eligibilityId: text,
  name: text,
  scope,
  requests: z.array(open({method: text, url: text, body: z.unknown()})),
});

export const identity = open({
  provider: authority,
  account: maybe(text),
  tenantId: maybe(text),
  cloud: text,
  signedIn: z.boolean(),
  expiresAt: maybe(time),
  tokenStore: open({
    level: z.enum(['keyring', 'passphrase', 'memory', 'plaintext']),
    path: maybe(text),
    protection: text,
  }),
  session: maybe(text).describe('which AWS session'),
});

const consoleSignIn = open({
  grantId: text,
  eligibilityId: text,
  url: maybe(text).describe('a secret: whoever has it is you in the console'),
  endsAt: maybe(time),
});

const profile = open({
  name: text,
  eligibilityId: text,
  credentialProcess: text,
  region: maybe(text),
  state: z.enum(['shown', 'written', 'kept']),
});

const reconciliation = open({
  requestId: maybe(text),
  eligibilityId: text,
  was: state,
  state,
  action: z.enum(['adopted', 'closed', 'ended', 'queued', 'watched', 'unknown']),
  kind,
  name: text,
  scope,
  problem: maybe(problem),
  endsEarlyAt: maybe(time),
});

const bundle = open({name: text, roles: z.array(text)});

const sandbox = open({
  schemaVersion: z.literal(1),
  kind: z.literal('sandbox'),
  env: z.record(z.string(), text),
  controlUrl: text,
});

/** By the name that `stint schema` takes: the `kind` of the document. */
export const DOCUMENT_SCHEMAS: Readonly<Record<string, z.ZodType>> = {
  eligibilities: documentOf('eligibilities', eligibility),
  grants: documentOf('grants', grant),
  activations: documentOf('activations', activation),
  plans: documentOf('plans', plan),
  identities: documentOf('identities', identity),
  audit: documentOf('audit', audit),
  console: documentOf('console', consoleSignIn),
  profiles: documentOf('profiles', profile),
  verification: documentOf('verification', verification),
  proof: documentOf('proof', proof),
  reconciliations: documentOf('reconciliations', reconciliation),
  bundles: documentOf('bundles', bundle),
  settings: documentOf('settings', open({name: text, value: z.unknown()})),
  ...HOUSE_SCHEMAS,
  sandbox,
};
