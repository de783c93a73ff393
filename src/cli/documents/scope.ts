import type {Scope} from '../../core/eligibility.ts';
import {exact} from '../../core/untrusted.ts';

export interface ScopeDocument {
  readonly id: string;
  readonly name: string;
  readonly type: string;
}

export const scopeDocument = ({id, name, type}: Scope): ScopeDocument => ({id, name: exact(name), type});
