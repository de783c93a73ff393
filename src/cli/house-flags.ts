import type {Flag} from './flags.ts';

export const HISTORY_FLAGS: readonly Flag[] = [
  {name: '--search', value: 'TEXT', summary: 'only what has all these words'},
  {name: '--kind', value: 'KIND', repeats: true, summary: 'only this kind'},
  {
    name: '--since',
    value: 'TIME',
    summary: 'only from then on: 2026-11-22, 2026-11-22T14:00:00Z, or 24h (ago)',
  },
  {name: '--limit', value: 'NUMBER', summary: 'so many, the newest (50 in a table, else all)'},
  {name: '--all', summary: 'all of them'},
  {
    name: '--again',
    value: 'REQUEST',
    summary: 'print the command that asks for the same once more; nothing is run',
  },
];

export const SHOW_FLAGS: readonly Flag[] = [
  {name: '--pending', summary: 'what the sinks are still to be told, and what keeps it'},
];

export const CONFIG_SET_FLAGS: readonly Flag[] = [
  {
    name: '--secret',
    value: 'NAME',
    summary: 'sinks.NAME.url or sinks.NAME.token, read from stdin or asked for without echo',
  },
  {name: '--forget', summary: 'forget the address and token of that sink instead'},
];

export const DOCTOR_FLAGS: readonly Flag[] = [
  {name: '--offline', summary: 'look at this machine only; no network at all'},
  {name: '--payload', summary: 'show once more what each sink would be sent'},
];
