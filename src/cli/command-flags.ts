import {CREDENTIAL_FORMATS, type Flag} from './flags.ts';
import {SCENARIOS} from './host.ts';

export const CACHED: Flag = {name: '--cached', summary: 'what was last read; no network at all'};

export const REQUEST_FLAGS: readonly Flag[] = [
  {name: '--duration', value: 'DURATION', summary: 'how long: 45s, 90m, 1h30m, 2h, PT1H30M'},
  {name: '--justification', value: 'TEXT', summary: 'why you need it'},
  {name: '--ticket', value: 'NUMBER', summary: 'the ticket it belongs to'},
  {name: '--ticket-system', value: 'NAME', summary: 'where that ticket lives'},
  {name: '--scope', value: 'ARM-ID', summary: 'a narrower scope than the role’s own'},
];

export const BUNDLE: Flag = {
  name: '--bundle',
  value: 'NAME',
  repeats: true,
  summary: 'the roles of this bundle, as @NAME',
};

export const MFA_CODE: Flag = {
  name: '--mfa-code',
  value: 'CODE',
  summary: 'six digits of your MFA device, where an AWS role asks for them',
};

export const WAIT: Flag = {
  name: '--wait',
  value: 'DURATION',
  optional: true,
  summary: 'wait until it is active, for approval too (30m)',
};

export const DRY_RUN: Flag = {name: '--dry-run', summary: 'write what would be sent, and send nothing'};

export const NO_WAIT: Flag = {name: '--no-wait', summary: 'answer as soon as the request is accepted'};

export const ACTIVATE_FLAGS: readonly Flag[] = [
  BUNDLE,
  ...REQUEST_FLAGS,
  {name: '--start', value: 'RFC3339', summary: 'begin then instead of now'},
  MFA_CODE,
  WAIT,
  NO_WAIT,
  {name: '--until-exit', summary: 'stay, and end it when this command ends'},
  {name: '--rollback-on-failure', summary: 'all of them or none: give up the others when one fails'},
  DRY_RUN,
  {name: '--events', summary: 'tell the story on stdout, one JSON object a line'},
];

export const EXEC_FLAGS: readonly Flag[] = [
  BUNDLE,
  ...REQUEST_FLAGS,
  MFA_CODE,
  WAIT,
  {name: '--wait-end', summary: 'stay until what was taken has been given up'},
  DRY_RUN,
  {name: '--events', summary: 'tell the story on stderr, one JSON object a line'},
  {name: '--until-exit', hidden: true, summary: 'as it is: what was taken ends with the command'},
  {
    name: '--rollback-on-failure',
    hidden: true,
    summary: 'as it is: the command runs with all of it or not at all',
  },
  {name: '--start', hidden: true, value: 'RFC3339', summary: 'not taken: the command runs now'},
  {...NO_WAIT, hidden: true},
];

export const EXTEND_FLAGS: readonly Flag[] = [
  ...REQUEST_FLAGS.filter(({name}) => name !== '--scope'),
  {name: '--replace', summary: 'where the cloud cannot extend: end it, and ask for it again'},
  MFA_CODE,
  WAIT,
  NO_WAIT,
];

export const STATUS_FLAGS: readonly Flag[] = [
  {name: '--watch', summary: 'stay and show what changes, until ctrl-c or until nothing is left'},
  CACHED,
  {name: '--short', summary: 'one line for a prompt, from what was last read'},
];

export const LOGIN_FLAGS: readonly Flag[] = [
  {name: '--tenant', value: 'ID', summary: 'the Entra tenant, by id or domain'},
  {name: '--client-id', value: 'ID', summary: 'your organisation’s app registration'},
  {
    name: '--cloud',
    value: 'NAME',
    summary: 'public, usgov, usgov-dod, china, or a name from the settings',
  },
  {name: '--flow', value: 'FLOW', choices: ['device', 'browser', 'auto'], summary: 'how to sign in'},
  {name: '--sso-session', value: 'NAME', summary: 'the AWS session, by its name in the profile'},
  {name: '--start-url', value: 'URL', summary: 'where the AWS access portal is'},
  {name: '--region', value: 'REGION', summary: 'the Region of that IAM Identity Center'},
  {name: '--share', summary: 'put the AWS sign-in into the AWS CLI’s file, in plain text'},
];

export const LOGOUT_FLAGS: readonly Flag[] = [
  {name: '--all', summary: 'for every profile'},
  {name: '--sso-session', value: 'NAME', summary: 'only this AWS session'},
];

export const DEACTIVATE_FLAGS: readonly Flag[] = [
  {name: '--all', summary: 'everything you activated'},
  {name: '--wait', summary: 'stay until the cloud takes it, and end it then'},
];

export const VERIFY_FLAGS: readonly Flag[] = [
  {name: '--key', value: 'FINGERPRINT', summary: 'trust this key, not the one in the record'},
  {name: '--anchor', value: 'HASH', summary: 'a line must have this hash, which you have from elsewhere'},
  {
    name: '--against',
    value: 'WHAT',
    choices: ['cloud'],
    summary: 'compare with the clouds’ own lists of your requests, both ways',
  },
];

export const EXPORT_FLAGS: readonly Flag[] = [
  {
    name: '--format',
    value: 'FORMAT',
    choices: ['jsonl', 'csv', 'ocsf', 'cef'],
    summary: 'for which system (jsonl); ocsf is OCSF 1.3.0, cef ArcSight’s',
  },
  {name: '--since', value: 'RFC3339', summary: 'only what happened then or later'},
  {name: '--until', value: 'RFC3339', summary: 'only what happened before'},
];

export const CREDS_FLAGS: readonly Flag[] = [
  {
    name: '--format',
    value: 'FORMAT',
    choices: CREDENTIAL_FORMATS,
    summary: 'for which shell; process is what credential_process reads (env)',
  },
  {name: '--justification', value: 'TEXT', summary: 'why: opens the loan where none is open'},
  {name: '--duration', value: 'DURATION', summary: 'how long that loan is to last'},
  MFA_CODE,
];

export const SANDBOX_FLAGS: readonly Flag[] = [
  {name: '--port', value: 'NUMBER', summary: 'the first of its ports'},
  {name: '--home', value: 'DIR', summary: 'keep its home in this folder'},
  {name: '--scenario', value: 'NAME', choices: SCENARIOS, summary: 'which organisation it plays'},
  {
    name: '--format',
    value: 'SHELL',
    choices: ['env', 'fish', 'powershell'],
    summary: 'print exports for a shell instead of JSON',
  },
];

export const LIST_FLAGS: readonly Flag[] = [
  {name: '--kind', value: 'KIND', repeats: true, summary: 'only this kind, and only its source'},
  {name: '--search', value: 'TEXT', summary: 'only what has all these words'},
  {name: '--refresh', summary: 'ask the clouds, whatever is known'},
  {name: '--policies', summary: 'read what each role asks for, where that is not known yet'},
  CACHED,
];
