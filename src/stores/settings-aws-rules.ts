import {isPageOf, LONGEST_CHAINED, type Partition, partitionOf} from '../core/aws.ts';
import {DURATION_FORMS, readDuration, showDuration} from '../core/duration.ts';
import {isLoopbackHost} from '../core/loopback.ts';
import type {AwsRoleSettings, AwsSessionSettings, AwsSettings} from '../core/settings.ts';

export interface Fault {
  /** Dotted. */
  readonly setting: string;
  readonly reason: string;
}

/** What the schema cannot say about an `aws` section, which has passed it. `at` is the section's dotted name. */
export function* awsFaults(at: string, aws: AwsSettings): Generator<Fault> {
  const {sessions = [], roles = [], groupLinks = []} = aws;
  yield* twice(`${at}.sessions`, sessions);
  for (const [index, session] of sessions.entries())
    yield* faultAt(`${at}.sessions.${index}.startUrl`, startUrlFault(session));
  yield* twice(`${at}.roles`, roles);
  for (const [index, role] of roles.entries()) yield* roleFaults(`${at}.roles.${index}`, role, sessions);
  for (const [index, {session}] of groupLinks.entries())
    yield* faultAt(`${at}.groupLinks.${index}.session`, sessionFault(session, sessions));
}

function* faultAt(setting: string, reason: string | undefined): Generator<Fault> {
  if (reason !== undefined) yield {setting, reason};
}

/** Rows are found by these names. */
function* twice(at: string, rows: readonly {readonly name: string}[]): Generator<Fault> {
  const names = rows.map(row => row.name);
  for (const [index, name] of names.entries())
    if (names.indexOf(name) !== index)
      yield {setting: `${at}.${index}.name`, reason: `there is another “${name}”; names are given once`};
}

/** People are sent to this page to sign in: it must be AWS's own, or on this machine. */
function startUrlFault({startUrl, region}: AwsSessionSettings): string | undefined {
  const url = URL.canParse(startUrl) ? new URL(startUrl) : undefined;
  if (url === undefined || url.username !== '' || url.password !== '') return 'it is not a URL of a page';
  if (isLoopbackHost(url.hostname)) return undefined;
  if (url.protocol !== 'https:') return 'it must begin with https://';
  if (url.port === '' && isPageOf(partitionOf(region), url.hostname)) return undefined;
  return `${url.host} is not a host of AWS for ${region}; write it as https://d-xxxxxxxxxx.awsapps.com/start`;
}

function* roleFaults(
  at: string,
  role: AwsRoleSettings,
  sessions: readonly AwsSessionSettings[],
): Generator<Fault> {
  if (role.name.includes('@'))
    yield {setting: `${at}.name`, reason: 'it holds an @, which stands between a name and its account'};
  yield* faultAt(`${at}.maxDuration`, durationFault(role.maxDuration));
  if (role.via === undefined) return;
  yield* faultAt(`${at}.via.session`, sessionFault(role.via.session, sessions));
  const region = sessions.find(session => session.name === role.via?.session)?.region;
  if (region !== undefined)
    yield* faultAt(`${at}.roleArn`, partitionFault(role.roleArn, partitionOf(region)));
}

/** Asking STS for more is an error, not cut to what can be had (reference aws-jit 3). */
function durationFault(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const length = readDuration(text);
  if (length === undefined) return `“${text}” is not a duration; write it as ${DURATION_FORMS}`;
  if (length <= LONGEST_CHAINED) return undefined;
  return `AWS lends a role that is reached through a permission set (role chaining) for ${showDuration(LONGEST_CHAINED)} at most`;
}

function sessionFault(name: string, sessions: readonly AwsSessionSettings[]): string | undefined {
  return sessions.some(session => session.name === name) ? undefined : `there is no session “${name}”`;
}

function partitionFault(roleArn: string, partition: Partition): string | undefined {
  const own = roleArn.split(':')[1] ?? '';
  return own === partition ? undefined : `it is in ${own}, and its session is in ${partition}`;
}
