import type {Scope} from '../core/eligibility.ts';
import {exact, visible} from '../core/untrusted.ts';

/** Where a role applies, safe to print. Account names are not unique: `prod-data (111122223333)`. */
export function scopeWords({id, name, type}: Scope): string {
  const shown = visible(name);
  return type === 'account' && exact(name) !== id ? `${shown} (${visible(id)})` : shown;
}
