import type {Finding} from '../../core/finding.ts';
import {document} from './document.ts';

/** `doctor`, and `break-glass check`: what was looked at, in the order in which one would mend it. */
export const doctorDocument = (findings: readonly Finding[]) =>
  document(
    'doctor',
    findings.map(({name, state, words, nextSteps, preview = null}) => ({
      ...{name, state, words, nextSteps, preview},
    })),
  );
