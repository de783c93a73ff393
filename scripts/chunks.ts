import type {CodeSplittingGroup} from 'rolldown';

/**
 * Which modules of ours lie in one file of the bundle; each brings what it imports statically. A file costs its
 * opening, so what is needed together lies together, and each module lies in one file only (`Trouble` is known by
 * `instanceof`). Everything else, the SDKs, Ink and the practice cloud, gets files by who needs it.
 */
export const CHUNKS: CodeSplittingGroup[] = [
  {
    name: 'front',
    priority: 4,
    test: /src\/(compose\/command-line)\.ts$/,
  },
  {
    name: 'cached',
    priority: 3,
    test: /src\/(compose|cli\/(perform|commands\/(status|list|creds)|output\/(grant-table|table|eligibility-table)))\.ts$/,
  },
  {name: 'commands', priority: 2, test: /src\/cli\/(commands\/|dry-run|say-catch-up)/},
  {name: 'providers', priority: 1, test: /src\/providers\//},
];
