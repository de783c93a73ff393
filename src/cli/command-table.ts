import {
  ACTIVATE_FLAGS,
  CACHED,
  CREDS_FLAGS,
  DRY_RUN,
  LIST_FLAGS,
  LOGIN_FLAGS,
  MFA_CODE,
  REQUEST_FLAGS,
  SANDBOX_FLAGS,
  WAIT,
} from './command-flags.ts';
import type {Call, Flag} from './flags.ts';
import type {Session} from './session.ts';

/** Flags in, an exit code out. Trouble that leaves nothing to write is thrown. */
export type Command = (session: Session, call: Call) => Promise<number>;

export interface CommandRow {
  /** `login`, `audit show`. */
  readonly name: string;
  readonly summary: string;
  /** As commander writes operands: `<role...>`, `[name]`. */
  readonly operands?: string;
  readonly flags?: readonly Flag[];
  /** What follows the first `--` is a command of somebody else's, and no operands of ours. */
  readonly runs?: true;
  /** Loads the command's own modules, and nothing before that. */
  readonly load: () => Promise<Command>;
}

/** What a family of commands is for; the family itself does nothing. */
export const FAMILIES: Readonly<Record<string, string>> = {
  config: 'read and change the settings',
  audit: 'the record of what was asked for and what came of it',
  init: 'let other tools use what stint lends',
};

export const COMMANDS: readonly CommandRow[] = [
  {
    name: 'login',
    summary: 'sign in',
    operands: '[authority]',
    flags: LOGIN_FLAGS,
    load: async () => (await import('./commands/login.ts')).login,
  },
  {
    name: 'logout',
    summary: 'forget tokens and the key that protects them',
    operands: '[authority]',
    flags: [
      {name: '--all', summary: 'for every profile'},
      {name: '--sso-session', value: 'NAME', summary: 'only this AWS session'},
    ],
    load: async () => (await import('./commands/logout.ts')).logout,
  },
  {
    name: 'whoami',
    summary: 'who you are here, and where the tokens lie',
    load: async () => (await import('./commands/whoami.ts')).whoami,
  },
  {
    name: 'list',
    summary: 'what you may become',
    flags: LIST_FLAGS,
    load: async () => (await import('./commands/list.ts')).listEligibilities,
  },
  {
    name: 'activate',
    summary: 'become it, for a while',
    operands: '<role...>',
    flags: ACTIVATE_FLAGS,
    load: async () => (await import('./commands/activate.ts')).activateRoles,
  },
  {
    name: 'status',
    summary: 'what you are now, and what you have asked for',
    flags: [CACHED, {name: '--short', summary: 'one line for a prompt, from what was last read'}],
    load: async () => (await import('./commands/status.ts')).showStatus,
  },
  {
    name: 'deactivate',
    summary: 'end it now',
    operands: '[grant...]',
    flags: [
      {name: '--all', summary: 'everything you activated'},
      {name: '--wait', summary: 'stay until the cloud takes it, and end it then'},
    ],
    load: async () => (await import('./commands/deactivate.ts')).deactivateGrants,
  },
  {
    name: 'cancel',
    summary: 'withdraw a request that waits',
    operands: '<request>',
    load: async () => (await import('./commands/cancel.ts')).cancelRequest,
  },
  {
    name: 'exec',
    summary: 'run a command with it, and give it up afterwards',
    operands: '<role...>',
    runs: true,
    flags: [
      ...REQUEST_FLAGS,
      MFA_CODE,
      WAIT,
      {name: '--wait-end', summary: 'stay until what was taken has been given up'},
      DRY_RUN,
    ],
    load: async () => (await import('./commands/exec.ts')).exec,
  },
  {
    name: 'creds',
    summary: 'AWS credentials of an open loan, for a shell or a tool',
    operands: '<role>',
    flags: CREDS_FLAGS,
    load: async () => (await import('./commands/creds.ts')).creds,
  },
  {
    name: 'console',
    summary: 'a sign-in link to the AWS console, for an open loan',
    operands: '<role>',
    flags: [{name: '--open', summary: 'open it in the browser, and print no link'}],
    load: async () => (await import('./commands/console.ts')).consoleSignIn,
  },
  {
    name: 'init aws',
    summary: 'add profiles to the AWS config file that get their credentials from stint',
    operands: '[role...]',
    flags: [{name: '--dry-run', summary: 'show them, and write nothing'}],
    load: async () => (await import('./commands/init-aws.ts')).initAws,
  },
  {
    name: 'config get',
    summary: 'one setting, or all of them',
    operands: '[name]',
    load: async () => (await import('./commands/config.ts')).configGet,
  },
  {
    name: 'config set',
    summary: 'change a setting; the whole file is checked first',
    operands: '<name> <value>',
    load: async () => (await import('./commands/config.ts')).configSet,
  },
  {
    name: 'config path',
    summary: 'where the settings are',
    load: async () => (await import('./commands/config.ts')).configPath,
  },
  {
    name: 'config schema',
    summary: 'what the settings may hold, as JSON Schema',
    load: async () => (await import('./commands/config.ts')).configSchema,
  },
  {
    name: 'audit show',
    summary: 'the record, oldest first',
    load: async () => (await import('./commands/audit.ts')).auditShow,
  },
  {
    name: 'audit verify',
    summary: 'check that no line was changed, dropped, doubled or moved',
    load: async () => (await import('./commands/audit.ts')).auditVerify,
  },
  {
    name: 'demo',
    summary: 'the whole app on a practice cloud: no account needed',
    load: async () => (await import('./commands/demo.ts')).demo,
  },
  {
    name: 'sandbox',
    summary: 'the practice cloud alone, until it is interrupted',
    flags: SANDBOX_FLAGS,
    load: async () => (await import('./commands/sandbox.ts')).sandbox,
  },
  {
    name: 'schema',
    summary: 'the JSON Schema of a document',
    operands: '<name>',
    load: async () => (await import('./commands/schema.ts')).printSchema,
  },
];

export const commandNamed = (name: string): CommandRow | undefined => COMMANDS.find(row => row.name === name);
