import {KINDS} from '../core/kind.ts';
import {SINK_TYPES} from '../core/sink.ts';
import {BREAK_GLASS} from './settings-ladder-schema.ts';
import {
  ACCOUNT,
  DURATION,
  EXTERNAL_ID,
  listOf,
  MFA_SERIAL,
  object,
  REGION,
  ROLE_ARN,
  type Shape,
  TEXT,
  YES_NO,
} from './settings-shape.ts';

export type {Shape};

const ORIGIN: Shape = {type: 'string', pattern: '^https://', description: 'An https origin without a path'};

/** As `URL.host` gives it. */
const HOST: Shape = {
  type: 'string',
  pattern: '^([A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\\[[0-9A-Fa-f:.]+\\])(:\\d{1,5})?$',
  description: 'A host name, perhaps with a port',
};

/** An object whose keys are names that people choose. */
const named = (value: Shape): Shape => ({
  type: 'object',
  propertyNames: {type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$'},
  additionalProperties: value,
});

const ENTRA = object({
  tenantId: {type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9.-]*$'},
  clientId: {type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9-]*$'},
  cloud: {...TEXT, description: 'public, usgov, usgov-dod, china, or a name from clouds'},
  flow: {type: 'string', enum: ['device', 'browser', 'auto']},
});

const AWS_ROLE = object(
  {
    name: TEXT,
    roleArn: ROLE_ARN,
    maxDuration: DURATION,
    via: object({session: TEXT, accountId: ACCOUNT, permissionSet: TEXT}, [
      'session',
      'accountId',
      'permissionSet',
    ]),
    externalId: EXTERNAL_ID,
    mfaSerial: MFA_SERIAL,
    sourceIdentity: YES_NO,
    sessionTags: YES_NO,
  },
  ['name', 'roleArn'],
);

const AWS = object({
  sessions: listOf(
    object(
      {
        name: {type: 'string', pattern: '^[A-Za-z0-9._-]+$'},
        startUrl: {type: 'string', pattern: '^https?://\\S+$', description: 'The page people sign in at'},
        region: REGION,
      },
      ['name', 'startUrl', 'region'],
    ),
  ),
  roles: listOf(AWS_ROLE),
  groupLinks: listOf(
    object({groupId: TEXT, accountId: ACCOUNT, permissionSet: TEXT, session: TEXT}, [
      'groupId',
      'accountId',
      'permissionSet',
      'session',
    ]),
  ),
  shareWithAwsCli: YES_NO,
  trustedEndpoints: listOf(HOST),
});

const PROFILE = object({
  kinds: {...listOf({type: 'string', enum: KINDS}), uniqueItems: true},
  entra: ENTRA,
  aws: AWS,
});

const CLOUD = object({authorityHost: ORIGIN, armEndpoint: ORIGIN, graphEndpoint: ORIGIN}, [
  'authorityHost',
  'armEndpoint',
  'graphEndpoint',
]);

/** Which keys belong to which type is in `settings-sink-rules.ts`; addresses of webhooks are secrets, and not in here. */
const SINK = object(
  {
    name: {type: 'string', pattern: '^[a-z0-9][a-z0-9_-]{0,31}$'},
    type: {type: 'string', enum: SINK_TYPES},
    endpoint: {...ORIGIN, description: 'sentinel: the data collection endpoint'},
    ruleId: {
      type: 'string',
      pattern: '^dcr-[0-9a-f]{32}$',
      description: 'sentinel: immutable id of the rule',
    },
    stream: {type: 'string', pattern: '^Custom-[A-Za-z0-9_]{1,100}$', description: 'sentinel: the stream'},
    path: {...TEXT, description: 'file: where it lies, from the root on'},
  },
  ['name', 'type'],
);

/** JSON Schema of `config.json` (contract 5). Unknown keys are refused everywhere; nothing has a default. */
export const SETTINGS_SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'stint config.json',
  ...object({
    profiles: named(PROFILE),
    clouds: named(CLOUD),
    defaults: object({duration: DURATION}),
    bundles: named(listOf(TEXT)),
    reminders: {
      ...listOf({type: 'integer', minimum: 1}),
      description: 'Seconds before an end at which to remind',
    },
    breakGlass: BREAK_GLASS,
    sinks: listOf(SINK),
    audit: object({anchorInJustification: YES_NO}),
    ui: object({
      theme: {type: 'string', enum: ['auto', 'light', 'dark']},
      ascii: YES_NO,
      keys: named(listOf(TEXT)),
    }),
  }),
} as const satisfies Shape;
