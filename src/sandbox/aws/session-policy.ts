import {record, text} from '../http/call.ts';
import {AwsRefusal} from './refusal.ts';

type Statement = Readonly<Record<string, unknown>>;

/** Refuses what is no policy. */
export function checkPolicy(policy: string): void {
  const statements = statementsOf(policy);
  const wellFormed = statements.every(
    ({Effect, Action, NotAction, Resource, NotResource}) =>
      (Effect === 'Allow' || Effect === 'Deny') &&
      (Action ?? NotAction) !== undefined &&
      (Resource ?? NotResource) !== undefined,
  );
  if (statements.length === 0 || !wellFormed)
    throw new AwsRefusal(400, 'MalformedPolicyDocument', 'Syntax errors in policy.');
}

/**
 * Whether a session policy lets anything through at `now` (ms): it knows Allow statements, with or without a moment that
 * ends them, for that is what bounds a session (reference aws-jit 3). Any Deny counts as a deny of everything.
 */
export function allowsAt(policy: string | null, now: number): boolean {
  if (policy === null) return true;
  const statements = statementsOf(policy);
  return statements.every(({Effect}) => Effect === 'Allow') && statements.some(one => endOf(one) > now);
}

function endOf({Condition}: Statement): number {
  const end = text(record(record(Condition).DateLessThan)['aws:CurrentTime']);
  return end === null ? Number.POSITIVE_INFINITY : Date.parse(end);
}

function statementsOf(policy: string): readonly Statement[] {
  const {Statement} = parsed(policy);
  return (Array.isArray(Statement) ? Statement : [Statement]).map(record);
}

function parsed(policy: string): Statement {
  try {
    return record(JSON.parse(policy));
  } catch {
    return {};
  }
}
