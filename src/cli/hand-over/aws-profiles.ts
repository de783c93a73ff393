import type {Eligibility} from '../../core/eligibility.ts';
import type {AwsProfileBlock} from '../../core/ports.ts';
import {Trouble} from '../../core/problem.ts';
import {exact, visible} from '../../core/untrusted.ts';
import type {App} from '../../usecases/app.ts';
import type {CliHost} from '../host.ts';
import type {Session} from '../session.ts';
import {regionOf} from './region-of.ts';
import {singleQuoted} from './shells.ts';

/** A profile of the AWS config file that gets its credentials from `stint creds`. */
export interface AwsProfile extends AwsProfileBlock {
  readonly eligibilityId: string;
  readonly credentialProcess: string;
  readonly region: string | null;
}

/** One profile for each role, named after account and role, no two alike. */
export function awsProfiles({host}: Session, app: App, roles: readonly Eligibility[]): readonly AwsProfile[] {
  const names = uniqueNames(roles);
  return roles.map((role, at) => {
    const name = names[at] ?? role.id;
    const words = ['creds', role.id, '--format', 'process', '--profile', app.profile];
    const credentialProcess = [...host.self.map(word => quoted(word, host.platform)), ...words].join(' ');
    const region = regionOf(app, role);
    const lines = [['credential_process', credentialProcess] as const];
    return {
      name,
      eligibilityId: role.id,
      credentialProcess,
      region,
      lines: region === null ? lines : [...lines, ['region', region] as const],
    };
  });
}

/** As it will stand in the file. */
export const blockText = ({name, lines}: AwsProfile): string =>
  [`[profile ${name}]`, ...lines.map(([key, value]) => `${key} = ${value}`)]
    .map(line => `${visible(line)}\n`)
    .join('');

/** Where names are shared, or hold no letter that a profile may have, account ids tell them apart; else the role's id. */
function uniqueNames(roles: readonly Eligibility[]): readonly string[] {
  const short = roles.map(({name, scope}) => slug([exact(scope.name), exact(name)]));
  const long = roles.map(({name, scope}) => slug([exact(scope.name), scope.id, exact(name)]));
  const isSingle = (all: readonly string[], one: string) => all.filter(other => other === one).length === 1;
  const chosen = short.map((one, at) => (one !== '' && isSingle(short, one) ? one : (long[at] ?? one)));
  return chosen.map((one, at) => (isSingle(chosen, one) ? one : `${one}-${roles[at]?.id ?? at}`));
}

/** Lower case letters, digits and dashes: what every shell and SDK takes as the name of a profile. */
function slug(parts: readonly string[]): string {
  const words = parts.map(part =>
    part
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, ''),
  );
  return words.filter(word => word !== '').join('-');
}

/**
 * A word of the command as botocore (`shlex`, or Windows' own rules) and the JavaScript SDK (a shell) both read it. In
 * the file itself ` #` and ` ;` begin a comment for some of them, and a line ends where it ends.
 */
function quoted(word: string, platform: CliHost['platform']): string {
  if (/\p{Cc}|\s[#;]/u.test(word) || (platform === 'win32' && /["%]/.test(word)))
    throw new Trouble(unwritable(word));
  if (platform === 'win32' || /^[\w@+=:,./ -]*$/.test(word)) return `"${word}"`;
  return singleQuoted(word);
}

const unwritable = (word: string) =>
  ({
    code: 'failed',
    reason: `${visible(word)} cannot be written as a credential_process.`,
    nextSteps: ['Install stint where the path has plain characters only'],
  }) as const;
