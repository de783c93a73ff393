import type {CommandRow} from './command-table.ts';
import {BREAK_GLASS_FLAGS, CLOSE_FLAGS, COSIGN_FLAGS, REPORT_FLAGS, SETUP_FLAGS} from './emergency-flags.ts';

/** The emergency: `break-glass` is a command, and has others under it. */
export const EMERGENCY_COMMANDS: readonly CommandRow[] = [
  {
    name: 'break-glass',
    summary: 'take an emergency role now, on record and with everybody told',
    operands: '[role]',
    runs: true,
    flags: BREAK_GLASS_FLAGS,
    load: async () => (await import('./commands/break-glass/flow.ts')).breakGlassNow,
  },
  {
    name: 'break-glass list',
    summary: 'incidents, open ones first',
    load: async () => (await import('./commands/break-glass/list.ts')).listIncidents,
  },
  {
    name: 'break-glass close',
    summary: 'it is over: say what was done, and what must be changed now',
    operands: '<incident>',
    flags: CLOSE_FLAGS,
    load: async () => (await import('./commands/break-glass/close.ts')).close,
  },
  {
    name: 'break-glass report',
    opensNoApp: true,
    summary: 'the whole story of an incident, from the record',
    operands: '<incident>',
    flags: REPORT_FLAGS,
    load: async () => (await import('./commands/break-glass/report.ts')).report,
  },
  {
    name: 'break-glass drill',
    summary: 'rehearse it: on a practice cloud, or with a harmless role',
    operands: '[role]',
    runs: true,
    flags: BREAK_GLASS_FLAGS,
    load: async () => (await import('./commands/break-glass/flow.ts')).drill,
  },
  {
    name: 'break-glass check',
    summary: 'would it work tonight?',
    load: async () => (await import('./commands/break-glass/check.ts')).check,
  },
  {
    name: 'break-glass cosign',
    summary: 'sign a colleague’s request as the second person',
    operands: '[request]',
    flags: COSIGN_FLAGS,
    load: async () => (await import('./commands/break-glass/cosign.ts')).cosignRequest,
  },
  {
    name: 'break-glass setup',
    summary: 'name a role for emergencies, or keep the key of an emergency user',
    operands: '[role]',
    flags: SETUP_FLAGS,
    load: async () => (await import('./commands/break-glass/setup.ts')).setup,
  },
];
