import {EXPORT_FLAGS, SANDBOX_FLAGS, VERIFY_FLAGS} from './command-flags.ts';
import type {CommandRow} from './command-table.ts';
import {CONFIG_SET_FLAGS, DOCTOR_FLAGS, HISTORY_FLAGS, SHOW_FLAGS} from './house-flags.ts';

/** House-keeping: bundles, settings, the record, the practice cloud. */
export const HOUSE_COMMANDS: readonly CommandRow[] = [
  {
    name: 'bundle list',
    opensNoApp: true,
    summary: 'your bundles, and the roles in them',
    load: async () => (await import('./commands/bundle.ts')).bundleList,
  },
  {
    name: 'bundle add',
    summary: 'add roles to a bundle; a new one is made',
    operands: '<name> <role...>',
    load: async () => (await import('./commands/bundle.ts')).bundleAdd,
  },
  {
    name: 'bundle remove',
    summary: 'take roles out of a bundle, or the whole bundle away',
    operands: '<name> [role...]',
    load: async () => (await import('./commands/bundle.ts')).bundleRemove,
  },
  {
    name: 'reconcile',
    summary: 'bring what was left open together with the clouds: ends that are owed, answers that were lost',
    load: async () => (await import('./commands/reconcile.ts')).reconcileAll,
  },
  {
    name: 'history',
    summary: 'what you have asked for before, and what came of it',
    flags: HISTORY_FLAGS,
    load: async () => (await import('./commands/history.ts')).showHistory,
  },
  {
    name: 'doctor',
    summary: 'what works here, what does not, and what to do about it',
    flags: DOCTOR_FLAGS,
    load: async () => (await import('./commands/doctor.ts')).runDoctor,
  },
  {
    name: 'config get',
    opensNoApp: true,
    summary: 'one setting, or all of them',
    operands: '[name]',
    load: async () => (await import('./commands/config.ts')).configGet,
  },
  {
    name: 'config set',
    opensNoApp: true,
    summary: 'change a setting; the whole file is checked first',
    operands: '[name] [value]',
    flags: CONFIG_SET_FLAGS,
    load: async () => (await import('./commands/config.ts')).configSet,
  },
  {
    name: 'config path',
    opensNoApp: true,
    summary: 'where the settings are',
    load: async () => (await import('./commands/config.ts')).configPath,
  },
  {
    name: 'config schema',
    opensNoApp: true,
    summary: 'what the settings may hold, as JSON Schema',
    load: async () => (await import('./commands/config.ts')).configSchema,
  },
  {
    name: 'audit show',
    opensNoApp: true,
    summary: 'the record, oldest first',
    flags: SHOW_FLAGS,
    load: async () => (await import('./commands/audit.ts')).auditShow,
  },
  {
    name: 'audit verify',
    opensNoApp: true,
    summary: 'check that no line was changed, dropped, doubled, moved or cut off, and who signed',
    flags: VERIFY_FLAGS,
    load: async () => (await import('./commands/audit.ts')).auditVerify,
  },
  {
    name: 'audit export',
    opensNoApp: true,
    summary: 'the record in a form that other systems read',
    flags: EXPORT_FLAGS,
    load: async () => (await import('./commands/audit-export.ts')).auditExport,
  },
  {
    name: 'audit prove',
    opensNoApp: true,
    summary: 'a proof of one line that a stranger can check',
    operands: '<seq>',
    load: async () => (await import('./commands/audit.ts')).auditProve,
  },
  {
    name: 'audit acknowledge',
    opensNoApp: true,
    summary: 'take note of what does not verify, and go on from there',
    flags: [{name: '--new-key', summary: 'sign with a new key from here on'}],
    load: async () => (await import('./commands/audit.ts')).auditAcknowledge,
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
    opensNoApp: true,
    summary: 'the JSON Schema of a document',
    operands: '<name>',
    load: async () => (await import('./commands/schema.ts')).printSchema,
  },
];
