import {isLoopbackHost} from '../core/loopback.ts';
import type {SettingsStore} from '../core/ports.ts';
import {Trouble} from '../core/problem.ts';
import type {AwsSessionSettings, AwsSettings} from '../core/settings.ts';
import {usage} from './argv.ts';
import {type Call, isOn, textFlag} from './flags.ts';
import type {AwsFlags} from './host.ts';
import {refuseContradiction, refuseName, settingOf} from './profile-setting.ts';
import type {Session} from './session.ts';

/** What `login`'s flags say of AWS. `session` is the one they are about; absent: all of the profile's. */
export interface AwsGiven {
  readonly flags: AwsFlags;
  readonly session?: AwsSessionSettings | undefined;
}

/**
 * `login`'s flags for AWS over what the profile says. Contradicting it is `misconfigured` (contract 2); a portal that
 * nobody named is asked for on a terminal, else `usage`.
 */
export async function awsFlags(
  session: Session,
  call: Call,
  known: AwsSettings | undefined,
): Promise<AwsGiven> {
  const share = isOn(call, 'share') ? true : undefined;
  const startUrl = portalOf(filled(call, 'start-url'));
  const region = regionNamed(filled(call, 'region'));
  const name = filled(call, 'sso-session');
  const sessions = known?.sessions ?? [];
  if (name === undefined && startUrl === undefined && region === undefined && sessions.length > 0)
    return {flags: {share}};
  const meant = meantSession(name, startUrl, sessions);
  if (meant !== undefined) {
    checkAgainst(session, meant, {startUrl, region});
    return {flags: {share, session: meant.name}, session: meant};
  }
  if (known === undefined) await refuseName(session);
  const made = await described(session, nameOf(name), startUrl, region);
  return {flags: {share, session: made.name, startUrl: made.startUrl, region: made.region}, session: made};
}

function filled(call: Call, name: string): string | undefined {
  const value = textFlag(call, name)?.trim();
  if (value === '') throw usage(`--${name} needs a value.`);
  return value;
}

/** By its name; without one the only session there is, or the one of that very portal. */
function meantSession(
  name: string | undefined,
  startUrl: string | undefined,
  sessions: readonly AwsSessionSettings[],
): AwsSessionSettings | undefined {
  if (name !== undefined) return sessions.find(one => one.name === name);
  return sessions.length === 1 ? sessions[0] : sessions.find(one => withoutTail(one.startUrl) === startUrl);
}

function checkAgainst(
  {globals: {profile}}: Session,
  known: AwsSessionSettings,
  given: {readonly startUrl: string | undefined; readonly region: string | undefined},
): void {
  const another = 'Sign in to another one under a name of its own: stint login aws --sso-session NAME …';
  for (const key of ['startUrl', 'region'] as const) {
    const value = given[key];
    if (value === undefined || comparable(key, known[key]) === value) continue;
    refuseContradiction(
      `${settingOf(profile, 'aws.sessions')} ${known.name}.${key}`,
      known[key],
      value,
      another,
    );
  }
}

const comparable = (key: 'startUrl' | 'region', value: string): string =>
  key === 'startUrl' ? withoutTail(value) : value;

function nameOf(name: string | undefined): string {
  if (name === undefined) return 'default';
  if (/^[A-Za-z0-9._-]+$/.test(name)) return name;
  throw usage(
    `“${name}” cannot be the name of a session: it is written with letters, digits, “.”, “_” and “-”.`,
  );
}

/** Asked for one by one on a terminal, else named together. */
async function described(
  session: Session,
  name: string,
  startUrl: string | undefined,
  region: string | undefined,
): Promise<AwsSessionSettings> {
  const asked = async (question: string) =>
    session.mayAsk ? (await session.host.askLine(question)).trim() || undefined : undefined;
  const url = startUrl ?? portalOf(await asked('AWS access portal (https://….awsapps.com/start): '));
  const place = region ?? regionNamed(await asked('Region of IAM Identity Center (eu-west-1): '));
  if (url !== undefined && place !== undefined) return {name, startUrl: url, region: place};
  const missing = [url === undefined ? '--start-url' : '', place === undefined ? '--region' : ''].filter(
    Boolean,
  );
  throw new Trouble({
    code: 'usage',
    reason: `The AWS session “${name}” is not known: ${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} missing.`,
    nextSteps: [
      'Run stint login aws --start-url URL --region REGION',
      'Try it without an account: stint demo',
    ],
  });
}

/** People copy it from the browser, which adds `#/` to it. */
function portalOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopbackHost(url.hostname));
  if (url === undefined || !isSafe) throw usage(`--start-url “${text}” is no https URL.`);
  return withoutTail(text);
}

const withoutTail = (url: string): string => url.replace(/#.*$/, '').replace(/(?<=\/start)\/$/, '');

function regionNamed(text: string | undefined): string | undefined {
  if (text === undefined || /^[a-z]{2}(-[a-z]+)+-\d+$/.test(text)) return text;
  throw usage(`--region “${text}” is no Region. They are written like eu-west-1.`);
}

/** After success a session that was described here is kept, so that the next command needs no flag. */
export async function keepSession(
  {globals: {profile}}: Session,
  store: SettingsStore,
  {session}: AwsGiven,
): Promise<void> {
  if (session === undefined) return;
  const known = (await store.read()).profiles?.[profile]?.aws?.sessions ?? [];
  if (known.some(one => one.name === session.name)) return;
  await store.set(settingOf(profile, 'aws.sessions'), [...known, session]);
}
