/** The contract's kinds. A kind is also the id of the provider that answers for it. */
export const KINDS = [
  'azure-resource',
  'entra-role',
  'entra-group',
  'aws-permission-set',
  'aws-role',
] as const;

export type Kind = (typeof KINDS)[number];

/** Who signs people in for a kind. */
export type AuthorityName = 'entra' | 'aws';

export const isKind = (text: string): text is Kind => (KINDS as readonly string[]).includes(text);

export const authorityOf = (kind: Kind): AuthorityName => (kind.startsWith('aws-') ? 'aws' : 'entra');

const LABELS: Readonly<Record<Kind, string>> = {
  'azure-resource': 'Azure',
  'entra-role': 'Entra',
  'entra-group': 'Group',
  'aws-permission-set': 'AWS',
  'aws-role': 'AWS role',
};

/** The short word people read: `Azure`, `Entra`, `Group`, `AWS`, `AWS role`. */
export const kindLabel = (kind: Kind): string => LABELS[kind];
