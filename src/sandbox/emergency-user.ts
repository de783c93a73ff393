import {rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {PracticeCloud} from './index.ts';

/**
 * Writes `emergency-user.txt` (0600) beside the settings of a practice home: the lasting keys of the practice IAM users,
 * and how to see what their MFA devices show. A real key would lie with its person and nowhere else; these are worth
 * nothing outside the practice cloud, and reach stint only by being typed or read from stdin: never by a variable or a
 * setting. Without such users there is no file.
 */
export async function writeEmergencyUser(cloud: PracticeCloud, directory: string): Promise<void> {
  const path = join(directory, 'emergency-user.txt');
  const users = cloud.organisation.aws.iamUsers;
  if (users.length === 0) return rm(path, {force: true});
  const text = users.map(user => about(cloud, user)).join('\n');
  await writeFile(path, `${HEAD}\n${text}`, {mode: 0o600});
}

const HEAD = 'IAM users of the practice cloud for emergencies. Their keys are worth nothing anywhere else.\n';

type User = PracticeCloud['organisation']['aws']['iamUsers'][number];

function about({origins}: PracticeCloud, user: User): string {
  const {name, accessKeyId, secretAccessKey, mfaSerial} = user;
  const lines = [
    `user               ${name}`,
    `access key id      ${accessKeyId}`,
    `secret access key  ${secretAccessKey}`,
  ];
  if (mfaSerial !== null)
    lines.push(
      `MFA device         ${mfaSerial}`,
      '',
      'What the device shows now; a code is good once, and there is a new one every 30 seconds:',
      `  curl --cacert ca.pem ${origins.control}/aws/mfa-code --data '${JSON.stringify({serial: mfaSerial})}'`,
    );
  lines.push('', 'To keep the key for emergencies, under a passphrase of its own:');
  lines.push(`  stint break-glass setup --user ${name}`);
  return `${lines.join('\n')}\n`;
}
