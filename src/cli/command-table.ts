import {
  ACTIVATE_FLAGS,
  CREDS_FLAGS,
  DEACTIVATE_FLAGS,
  EXEC_FLAGS,
  EXTEND_FLAGS,
  LIST_FLAGS,
  LOGIN_FLAGS,
  LOGOUT_FLAGS,
  STATUS_FLAGS,
} from './command-flags.ts';
import {EMERGENCY_COMMANDS} from './emergency-commands.ts';
import type {Call, Flag} from './flags.ts';
import {HOUSE_COMMANDS} from './house-commands.ts';
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
  /** Open incidents are asked for from the host, for there is no app to ask. */
  readonly opensNoApp?: true;
  /** Loads the command's own modules, and nothing before that. */
  readonly load: () => Promise<Command>;
}

/** What a family of commands is for; the family itself does nothing. */
export const FAMILIES: Readonly<Record<string, string>> = {
  bundle: 'sets of roles that are asked for together, as @name',
  config: 'read and change the settings',
  audit: 'the record of what was asked for and what came of it',
  init: 'let other tools use what stint lends',
  'break-glass': 'take an emergency role now, on record and with everybody told',
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
    flags: LOGOUT_FLAGS,
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
    operands: '[role...]',
    flags: ACTIVATE_FLAGS,
    load: async () => (await import('./commands/activate.ts')).activateRoles,
  },
  {
    name: 'status',
    summary: 'what you are now, and what you have asked for',
    flags: STATUS_FLAGS,
    load: async () => (await import('./commands/status.ts')).showStatus,
  },
  {
    name: 'extend',
    summary: 'move the end of what you hold, where the cloud can',
    operands: '<grant>',
    flags: EXTEND_FLAGS,
    load: async () => (await import('./commands/extend.ts')).extendGrant,
  },
  {
    name: 'deactivate',
    summary: 'end it now',
    operands: '[grant...]',
    flags: DEACTIVATE_FLAGS,
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
    operands: '[role...]',
    runs: true,
    flags: EXEC_FLAGS,
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
  ...EMERGENCY_COMMANDS,
  ...HOUSE_COMMANDS,
];

export const commandNamed = (name: string): CommandRow | undefined => COMMANDS.find(row => row.name === name);
