import type {PracticeAccount, PracticeIamUser, PracticePermissionSet, PracticeRole} from './model.ts';

/** What there is in the AWS organisation, in the order it was added. */
export interface Estate {
  readonly accounts: Map<string, PracticeAccount>;
  readonly sets: PracticePermissionSet[];
  /** By ARN. */
  readonly roles: Map<string, PracticeRole>;
  readonly users: Map<string, PracticeIamUser>;
  /** Ids of accounts whose roles may not be listed. */
  readonly forbidden: Set<string>;
}

export function createEstate(): Estate {
  return {accounts: new Map(), sets: [], roles: new Map(), users: new Map(), forbidden: new Set()};
}

/** By id or by name. */
export function findAccount({accounts}: Estate, named: string): PracticeAccount | undefined {
  return accounts.get(named) ?? [...accounts.values()].find(({name}) => name === named);
}
