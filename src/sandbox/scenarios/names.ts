/** What large made-up organisations are made of. */
export const TEAMS = [
  ...['payments', 'data', 'edge', 'identity', 'search'],
  ...['mobile', 'billing', 'risk', 'media', 'ledger'],
];
export const STAGES = ['prod', 'staging', 'test', 'dev'];
