import type {CodeSplittingGroup} from 'rolldown';

/**
 * Which modules of ours lie in one file of the bundle; each brings what it imports statically. A file costs its
 * opening, so what is needed together lies together, and each module lies in one file only (`Trouble` is known by
 * `instanceof`). Everything else, the SDKs, Ink and the practice cloud, gets files by who needs it.
 */
export const CHUNKS: CodeSplittingGroup[] = [
  {
    name: 'front',
    priority: 6,
    test: /src\/(compose\/command-line|core\/secret)\.ts$/,
  },
  {
    name: 'cached',
    priority: 5,
    test: /src\/(compose|cli\/(perform|commands\/(status|list|creds)|wish-lines|output\/(grant-table|table|eligibility-table)))\.ts$/,
  },
  // What several sides need of what is left, so that none brings another's.
  {name: 'shared', priority: 4, test: /src\/(core\/.*|providers\/entra\/(transport|story))\.ts$/},
  {name: 'zod', priority: 4, test: /node_modules\/zod\//},
  {name: 'record', priority: 4, test: /src\/compose\/signed-record\.ts$/},
  {name: 'commands', priority: 3, test: /src\/cli\/(commands\/|dry-run|say-catch-up)/},
  {name: 'entra', priority: 2, test: /src\/compose\/entra-cloud\.ts$/},
  {name: 'aws', priority: 2, test: /src\/compose\/aws-cloud\.ts$/},
  {name: 'aws-calls', priority: 1, test: /src\/providers\/aws/},
  {name: 'entra-calls', priority: 0, test: /src\/providers\//},
];
