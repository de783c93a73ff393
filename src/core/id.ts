import {createHash} from 'node:crypto';
import type {Kind} from './kind.ts';
import type {Instant} from './time.ts';

const PREFIXES: Readonly<Record<Kind, string>> = {
  'azure-resource': 'azr',
  'entra-role': 'ent',
  'entra-group': 'grp',
  'aws-permission-set': 'aws',
  'aws-role': 'awr',
};

/**
 * The lasting, shell-safe id of a role at a scope (contract 1): the same in every process, after every refresh and
 * renewal. `parts` are tenant or partition, scope, role (and `member`/`owner`), never an instance id. Clouds differ in
 * the case they write ids in, so case does not count.
 */
export function eligibilityId(kind: Kind, ...parts: readonly string[]): string {
  const name = parts.map(part => part.toLowerCase()).join('\n');
  return `${PREFIXES[kind]}-${createHash('sha256').update(`${kind}\n${name}`).digest('hex').slice(0, 16)}`;
}

/** A grant's id is its eligibility's with the start added, to the second. */
export function grantId(eligibility: string, startsAt: Instant | null): string {
  return startsAt === null
    ? `${eligibility}.standing`
    : `${eligibility}.${Math.floor(startsAt / 1000).toString(36)}`;
}
