import type {EmergencyReport} from '../../core/emergency-report.ts';
import type {Problem} from '../../core/problem.ts';
import {document} from './document.ts';

/** `break-glass report`. Its `roles` tell all that its `rungs` do. */
export const reportsDocument = (reports: readonly EmergencyReport[], problems: readonly Problem[]) =>
  document(
    'reports',
    reports.map(({rungs: _, ...report}) => report),
    problems,
  );
