import type {Finding, FindingState} from '../core/finding.ts';
import {visible} from '../core/untrusted.ts';

/** What a check is called when it cannot be done, and the check. It rejects with `Trouble` where it cannot look. */
export type Look = readonly [name: string, look: (signal: AbortSignal) => Promise<readonly Finding[]>];

const made =
  (state: FindingState) =>
  (name: string, words: string, nextSteps: readonly string[] = []): Finding => ({
    ...{name, state, words, nextSteps},
  });

export const ok = made('ok');
export const warning = made('warning');
export const fault = made('fault');
export const unknown = made('unknown');

/** Reasons come with and without a full stop; a sentence has one. */
export const sentenceEnd = (reason: string): string => visible(reason).replace(/\.?$/, '.');
