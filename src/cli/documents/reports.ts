import type {EmergencyReport} from '../../core/emergency-report.ts';
import type {Problem} from '../../core/problem.ts';
import {document} from './document.ts';

/** `break-glass report`. */
export const reportsDocument = (reports: readonly EmergencyReport[], problems: readonly Problem[]) =>
  document('reports', reports, problems);
