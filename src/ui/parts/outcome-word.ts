import type {PastActivation, PastOutcome} from '../../core/history.ts';

const WORDS: Readonly<Record<PastOutcome, string>> = {
  active: 'active',
  ended: 'ended',
  expired: 'ran out',
  denied: 'denied',
  failed: 'refused',
  cancelled: 'withdrawn',
  waiting: 'waiting',
  scheduled: 'scheduled',
  unknown: 'not known',
};

/** What became of it in at most nine cells. */
export const outcomeWord = (row: Pick<PastActivation, 'outcome' | 'problem'>): string =>
  wasHeld(row) ? 'held' : WORDS[row.outcome];

/** It was active already: nothing was refused, and nothing new was taken. */
export const wasHeld = ({problem}: Pick<PastActivation, 'problem'>): boolean => problem === 'already-active';
