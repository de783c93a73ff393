import type {Problem} from '../../core/problem.ts';
import {type ProblemDocument, problemDocument} from '../../core/problem-document.ts';
import {type Instant, showInstant} from '../../core/time.ts';

/** What every result is, whoever reads it (contract 4). Field order is the contract's. */
export interface ResultDocument<T = unknown> {
  readonly schemaVersion: 1;
  readonly kind: string;
  readonly items: readonly T[];
  readonly problems: readonly ProblemDocument[];
}

export function document<T>(
  kind: string,
  items: readonly T[],
  problems: readonly Problem[] = [],
): ResultDocument<T> {
  return {schemaVersion: 1, kind, items, problems: problems.map(problemDocument)};
}

/** RFC 3339, or `null` for what is not known. */
export const time = (at: Instant | null): string | null => (at === null ? null : showInstant(at));
