import {KINDS} from '../core/kind.ts';
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

const GUID = '[0-9A-Fa-f]{8}-([0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}';
/** What IAM takes as a user's name (IAM API, "CreateUser"). */
const USER: Shape = {type: 'string', pattern: '^[\\w+=,.@-]{1,64}$'};

/** Which keys belong to which kind is in `settings-rung-rules.ts`. */
const RUNG = object(
  {
    name: {
      type: 'string',
      // It is typed to confirm, on whatever keyboard is at hand.
      pattern: '^[\\x21-\\x7e]([\\x20-\\x7e]{0,62}[\\x21-\\x7e])?$',
      description: 'What is typed to confirm',
    },
    kind: {type: 'string', enum: KINDS},
    profile: {...TEXT, description: 'Whose sign-in it goes by; the profile in use, where it is not named'},
    duration: DURATION,
    role: {...TEXT, description: 'azure-resource, entra-role: for people; aws-role: a name of aws.roles'},
    scope: {type: 'string', pattern: '^/[\\x21-\\x7e]*$', description: 'azure-resource: an ARM id'},
    scopeName: {...TEXT, description: 'azure-resource: for people'},
    roleDefinitionId: {
      type: 'string',
      pattern: `^(/[\\x21-\\x7e]*/)?${GUID}$`,
      description: 'azure-resource, entra-role: a GUID, or a full id that ends in one',
    },
    directoryScopeId: {type: 'string', pattern: `^/(administrativeUnits/${GUID}|${GUID})?$`},
    groupId: {type: 'string', pattern: `^${GUID}$`},
    groupName: {...TEXT, description: 'entra-group: for people'},
    access: {type: 'string', enum: ['member', 'owner']},
    session: TEXT,
    accountId: ACCOUNT,
    permissionSet: TEXT,
    roleArn: {...ROLE_ARN, description: 'aws-role: one that an IAM user assumes'},
    user: {...USER, description: 'aws-role: the IAM user; its key is set by stint break-glass setup'},
    region: {...REGION, description: 'aws-role: whose STS is asked'},
    mfaSerial: {...MFA_SERIAL, type: 'string'},
    externalId: {...EXTERNAL_ID, type: 'string'},
    sourceIdentity: YES_NO,
    sessionTags: YES_NO,
  },
  ['name', 'kind'],
);

const SIGNER = object(
  {
    name: TEXT,
    publicKey: {
      type: 'string',
      pattern: '^[A-Za-z0-9+/]{59}=$',
      description: 'Ed25519, DER (SPKI) in base64, as stint break-glass cosign --key prints it',
    },
  },
  ['name', 'publicKey'],
);

/** `off`, or an object: of the keywords below, `pattern` is for texts alone, and all others are for objects alone. */
const COSIGN: Shape = {
  ...object({within: DURATION, signers: {...listOf(SIGNER), minItems: 1}}, ['signers']),
  type: ['string', 'object'],
  pattern: '^off$',
  description: 'off, or who may be the second person and how long they are waited for',
};

export const BREAK_GLASS = object({ladder: listOf(RUNG), drill: RUNG, cosign: COSIGN});
