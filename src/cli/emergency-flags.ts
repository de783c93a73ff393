import {MFA_CODE} from './command-flags.ts';
import type {Flag} from './flags.ts';

const PASSPHRASE_FILE: Flag = {
  name: '--passphrase-file',
  value: 'FILE',
  summary: 'the passphrase of the emergency user’s key, in a file of mode 0600',
};

export const BREAK_GLASS_FLAGS: readonly Flag[] = [
  {name: '--incident', value: 'ID', summary: 'the incident it is for'},
  {name: '--reason', value: 'TEXT', summary: 'why'},
  {name: '--confirm', value: 'NAME', summary: 'the name of the emergency role that is tried first, in full'},
  {name: '--duration', value: 'DURATION', summary: 'how long (what the settings say, else 1h)'},
  MFA_CODE,
  PASSPHRASE_FILE,
  {
    name: '--cosign',
    value: 'FILE',
    summary: 'read the second person’s answer from this file when it is there',
  },
  {name: '--events', summary: 'tell the story on stdout, one JSON object a line'},
];

export const CLOSE_FLAGS: readonly Flag[] = [
  {name: '--done', value: 'TEXT', summary: 'what was done'},
  {
    name: '--rotate',
    value: 'TEXT',
    repeats: true,
    summary: 'what must be changed now, once for each; none: nothing',
  },
];

export const SETUP_FLAGS: readonly Flag[] = [
  {name: '--name', value: 'NAME', summary: 'what the emergency role is called, and typed to confirm'},
  {name: '--user', value: 'NAME', summary: 'keep the key of this IAM user, under a passphrase of its own'},
  {name: '--duration', value: 'DURATION', summary: 'how long it is asked for (1h)'},
  {name: '--drill', summary: 'the harmless role that drills run with, in place of an emergency role'},
  {name: '--role-arn', value: 'ARN', summary: 'with --user and --name: the AWS role that this user assumes'},
  {name: '--region', value: 'REGION', summary: 'with --role-arn: where STS is asked'},
  {name: '--mfa-serial', value: 'ARN', summary: 'with --role-arn: the user’s MFA device'},
  {name: '--forget', summary: 'take the emergency role of this name, or the key, away'},
  PASSPHRASE_FILE,
];

export const COSIGN_FLAGS: readonly Flag[] = [
  {name: '--key', summary: 'print this machine’s public key, for the settings of others'},
];

export const REPORT_FLAGS: readonly Flag[] = [
  {name: '--out', value: 'DIR', summary: 'write INCIDENT.md and INCIDENT.json into this folder'},
];
