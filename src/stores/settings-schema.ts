import {KINDS} from '../core/kind.ts';
import {SINK_TYPES} from '../core/sink.ts';

/** The part of JSON Schema 2020-12 that `config.json` is described with. */
export interface Shape {
  readonly $schema?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly (string | null)[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly uniqueItems?: boolean;
  readonly items?: Shape;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly propertyNames?: Shape;
  readonly additionalProperties?: Shape | false;
}

const TEXT: Shape = {type: 'string', minLength: 1};
/** Limits of STS (reference aws-jit 3; the serial number's from the model of STS). */
const EXTERNAL_ID: Shape = {type: ['string', 'null'], pattern: '^[\\w+=,.@:/-]{2,1224}$'};
const MFA_SERIAL: Shape = {type: ['string', 'null'], pattern: '^[\\w+=/:,.@-]{9,256}$'};
const YES_NO: Shape = {type: 'boolean'};
const ACCOUNT: Shape = {type: 'string', pattern: '^\\d{12}$'};
const DURATION: Shape = {...TEXT, description: 'A duration: 45s, 90m, 1h30m, 2h, PT1H30M'};
const ORIGIN: Shape = {type: 'string', pattern: '^https://', description: 'An https origin without a path'};

/** As `URL.host` gives it. */
const HOST: Shape = {
  type: 'string',
  pattern: '^([A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\\[[0-9A-Fa-f:.]+\\])(:\\d{1,5})?$',
  description: 'A host name, perhaps with a port',
};

const listOf = (items: Shape): Shape => ({type: 'array', items});

/** An object with exactly these keys, none of them needed unless it is named. */
const object = (properties: Readonly<Record<string, Shape>>, required: readonly string[] = []): Shape => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});

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
    roleArn: {type: 'string', pattern: '^arn:aws(-us-gov|-cn)?:iam::\\d{12}:role/[\\x21-\\x7e]+$'},
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
        region: {type: 'string', pattern: '^[a-z0-9-]+$'},
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
    breakGlass: object({ladder: listOf(TEXT), cosign: TEXT}),
    sinks: listOf(SINK),
    audit: object({anchorInJustification: YES_NO}),
    ui: object({
      theme: {type: 'string', enum: ['auto', 'light', 'dark']},
      ascii: YES_NO,
      keys: named(listOf(TEXT)),
    }),
  }),
} as const satisfies Shape;
