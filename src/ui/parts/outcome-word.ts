import type {PastOutcome} from '../../core/history.ts';

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
export const outcomeWord = (outcome: PastOutcome): string => WORDS[outcome];
