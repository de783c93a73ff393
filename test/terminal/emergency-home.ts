import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {AuditEntry} from '../../src/core/audit.ts';
import type {EmergencyFact} from '../../src/core/emergency.ts';
import {type Practice, practice, type Ran} from './practice.ts';

/** Rungs of the demo's ladder: the first, and the one that needs nothing but STS. */
export const AZURE = 'prod-payments-contributor';
export const USER = 'break-glass-admin';

/** The demo's organisation with its ladder, signed in. */
export async function emergencyHome(): Promise<Practice> {
  const home = await practice({scenario: 'demo'});
  await home.signIn();
  return home;
}

/** What a drill is told on the line when nobody can be asked. */
export const answers = (incident: string, confirm: string): readonly string[] => [
  ...['--incident', incident, '--reason', 'the ledger does not add up', '--confirm', confirm],
];

export interface KeptKey {
  /** What a script uses the key with; the code is good once. */
  flags(): readonly string[];
  readonly secret: string;
}

/** Keeps the emergency user's key under a passphrase of its own. */
export async function keepKey({home, feed, cloud}: Practice): Promise<KeptKey> {
  const [user] = cloud.organisation.aws.iamUsers;
  const serial = user?.mfaSerial ?? undefined;
  if (user === undefined || serial === undefined) throw new Error('the practice cloud has no emergency user');
  const file = join(home, 'passphrase');
  await writeFile(file, 'four horses in the rain\n', {mode: 0o600});
  const key = {AccessKeyId: user.accessKeyId, SecretAccessKey: user.secretAccessKey};
  const setup = ['break-glass', 'setup', '--user', user.name, '--passphrase-file', file];
  const kept = await feed(JSON.stringify(key), ...setup);
  if (kept.code !== 0) throw new Error(`the key was not kept: ${kept.stderr}`);
  const flags = () => ['--passphrase-file', file, '--mfa-code', cloud.mfaCode(serial)];
  return {flags, secret: user.secretAccessKey};
}

export const drill = (home: Practice, incident: string, ...more: readonly string[]): Promise<Ran> =>
  home.run('break-glass', 'drill', ...answers(incident, AZURE), ...more);

export async function linesOf({home}: Practice): Promise<readonly AuditEntry[]> {
  const text = await readFile(join(home, 'audit.ndjson'), 'utf8');
  return text.split('\n').flatMap(line => (line === '' ? [] : [JSON.parse(line) as AuditEntry]));
}

/** What the record tells of an incident, in order. */
export async function factsOf(home: Practice, incident: string): Promise<readonly EmergencyFact[]> {
  const lines = await linesOf(home);
  return lines.flatMap(({emergency}) => (emergency?.incident === incident ? [emergency] : []));
}
