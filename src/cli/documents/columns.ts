const SCOPE = ['scope.id', 'scope.name', 'scope.type'];
const GUARANTEE = ['guarantee.endedBy', 'guarantee.overrunSeconds'];

const GRANT = [
  'id',
  'eligibilityId',
  'kind',
  'name',
  ...SCOPE,
  'state',
  'assignment',
  'startsAt',
  'endsAt',
  'secondsLeft',
  'credentialsEndAt',
  ...GUARANTEE,
  'requestId',
  'justification',
];

const PROBLEM = [
  'code',
  'message',
  'nextSteps',
  'provider',
  'eligibilityId',
  'retryAfterSeconds',
  'correlationId',
  'details',
];

const under = (name: string, columns: readonly string[]): readonly string[] =>
  columns.map(column => `${name}.${column}`);

/** The columns of tsv and csv: item fields in the contract's order, nested ones as `scope.id` (contract 4). */
export const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  eligibilities: [
    'id',
    'kind',
    'name',
    ...SCOPE,
    'entitlement',
    'memberType',
    'maxDuration',
    ...under('requires', ['justification', 'ticket', 'approval', 'mfa', 'authContext']),
    ...under('condition', ['expression', 'version']),
    ...GUARANTEE,
    'endsAt',
    'grantId',
  ],
  grants: GRANT,
  activations: [
    'eligibilityId',
    'name',
    ...SCOPE,
    'state',
    ...under('grant', GRANT),
    ...under('problem', PROBLEM),
    'requestId',
    'endsEarlyAt',
  ],
  plans: ['eligibilityId', 'name', ...SCOPE, 'requests'],
  identities: [
    'provider',
    'account',
    'tenantId',
    'cloud',
    'signedIn',
    'expiresAt',
    ...under('tokenStore', ['level', 'path', 'protection']),
    'session',
  ],
  audit: [
    'seq',
    'prev',
    'time',
    'localTime',
    'type',
    'profile',
    'authority',
    'tenantId',
    'oid',
    'account',
    'eligibilityId',
    'kind',
    'name',
    ...SCOPE,
    'justification',
    ...under('ticket', ['number', 'system']),
    'requestId',
    'endsAt',
    'problem',
    'practice',
  ],
  console: ['grantId', 'eligibilityId', 'url', 'endsAt'],
  profiles: ['name', 'eligibilityId', 'credentialProcess', 'region', 'state'],
  verification: ['whole', 'entries', 'head', 'line', 'reason'],
  settings: ['name', 'value'],
};
