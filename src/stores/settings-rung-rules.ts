import {LONGEST_CHAINED, LONGEST_SESSION, partitionOf, SHORTEST_ASSUMPTION} from '../core/aws.ts';
import {DURATION_FORMS, readDuration, showDuration} from '../core/duration.ts';
import {PIM_LEAST} from '../core/fit.ts';
import {isOfUser, type Rung} from '../core/ladder.ts';
import type {Seconds} from '../core/time.ts';
import type {Fault} from './settings-aws-rules.ts';

/** Keys beside `name`, `kind`, `profile` and `duration`, and how long the kind can be asked for. */
interface Form {
  readonly called: string;
  readonly needs: readonly string[];
  readonly takes: readonly string[];
  readonly least: Seconds;
  readonly most: Seconds;
}

const COMMON = ['name', 'kind', 'profile', 'duration'];
/** A PIM policy can allow 24 hours at most (Microsoft, "Activation maximum duration"). */
const PIM = {least: PIM_LEAST, most: 86_400};
const USER_KEYS = ['mfaSerial', 'externalId', 'sourceIdentity', 'sessionTags'];

const FORMS: Readonly<Record<Exclude<Rung['kind'], 'aws-role'>, Form>> = {
  'azure-resource': {
    called: 'azure-resource',
    needs: ['role', 'scope', 'roleDefinitionId'],
    takes: ['scopeName'],
    ...PIM,
  },
  'entra-role': {
    called: 'entra-role',
    needs: ['role', 'roleDefinitionId'],
    takes: ['directoryScopeId'],
    ...PIM,
  },
  'entra-group': {called: 'entra-group', needs: ['groupId', 'access'], takes: ['groupName'], ...PIM},
  'aws-permission-set': {
    called: 'aws-permission-set',
    needs: ['session', 'accountId', 'permissionSet'],
    takes: [],
    least: SHORTEST_ASSUMPTION,
    most: LONGEST_SESSION,
  },
};

const OF_USER: Form = {
  called: 'aws-role of an IAM user',
  needs: ['roleArn', 'user', 'region'],
  takes: USER_KEYS,
  least: SHORTEST_ASSUMPTION,
  most: LONGEST_SESSION,
};

const CONFIGURED: Form = {
  called: 'aws-role of aws.roles',
  needs: ['role'],
  takes: [],
  least: SHORTEST_ASSUMPTION,
  most: LONGEST_CHAINED,
};

/** What the schema cannot say of one rung, which has passed it: its kind's keys, how long, one partition. */
export function* rungFaults(at: string, rung: Rung): Generator<Fault> {
  const given = Object.keys(rung).filter(key => !COMMON.includes(key));
  if (given.includes('role') && given.includes('roleArn')) {
    yield {setting: `${at}.roleArn`, reason: 'a rung has role (of aws.roles) or roleArn, not both'};
    return;
  }
  const form = formOf(rung, given);
  yield* keyFaults(at, form, given);
  const reason = durationFault(rung.duration, form);
  if (reason !== undefined) yield {setting: `${at}.duration`, reason};
  if (isOfUser(rung)) yield* partitionFaults(at, rung);
}

/** An AWS role is one of `aws.roles` where it names one; else it must be an IAM user's. */
function formOf({kind}: Rung, given: readonly string[]): Form {
  if (kind !== 'aws-role') return FORMS[kind];
  return given.includes('role') ? CONFIGURED : OF_USER;
}

function* keyFaults(at: string, {called, needs, takes}: Form, given: readonly string[]): Generator<Fault> {
  for (const key of given)
    if (!needs.includes(key) && !takes.includes(key))
      yield {setting: `${at}.${key}`, reason: `an ${called} rung has no such setting`};
  for (const key of needs)
    if (!given.includes(key)) yield {setting: `${at}.${key}`, reason: `an ${called} rung needs it`};
}

function durationFault(text: string | undefined, {called, least, most}: Form): string | undefined {
  if (text === undefined) return undefined;
  const length = readDuration(text);
  if (length === undefined) return `“${text}” is not a duration; write it as ${DURATION_FORMS}`;
  if (length >= least && length <= most) return undefined;
  return `an ${called} can be asked for from ${showDuration(least)} to ${showDuration(most)}`;
}

/** Members that the schema does not need of every kind may be missing; that has been said by then. */
function* partitionFaults(
  at: string,
  {roleArn, mfaSerial, region}: {roleArn?: string; mfaSerial?: string | undefined; region?: string},
): Generator<Fault> {
  if (region === undefined) return;
  const wanted = partitionOf(region);
  for (const [key, arn] of Object.entries({roleArn, mfaSerial})) {
    const own = arn?.startsWith('arn:') === true ? arn.split(':')[1] : undefined;
    if (own !== undefined && own !== wanted)
      yield {setting: `${at}.${key}`, reason: `it is in ${own}, and its region is in ${wanted}`};
  }
}
