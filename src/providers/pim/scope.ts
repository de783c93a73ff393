import type {Intent} from '../../core/intent.ts';
import {Trouble} from '../../core/problem.ts';
import {lastSegment} from './door.ts';
import {placeOf} from './rows.ts';

const ROOT = /^\/?$/;
const MANAGEMENT_GROUP = /^\/providers\/microsoft\.management\/managementgroups\/[^/]+$/i;

/** The scope a request goes to: the eligibility's own, or the narrower one that was asked for. Throws `unsupported`. */
export function askedScope(intent: Intent): string {
  const own = intent.scope.id;
  const narrower = intent.request.narrowerScope?.replace(/\/+$/, '') ?? own;
  if (narrower.toLowerCase() === own.toLowerCase()) return own;
  if (intent.kind === 'azure-resource' && liesIn(narrower, own)) return narrower;
  throw new Trouble({
    code: 'unsupported',
    provider: intent.kind,
    eligibilityId: intent.eligibilityId,
    reason:
      intent.kind === 'azure-resource'
        ? `${narrower} does not lie in ${own}.`
        : 'A narrower scope can be asked for with Azure resource roles only.',
    nextSteps: ['Leave --scope away, or name a scope inside the one that stint list shows'],
  });
}

/**
 * By the prefix, as ARM ids nest. What lies in a management group shows in no id: there the service itself checks,
 * and the request names the eligibility it rests on.
 */
function liesIn(scope: string, outer: string): boolean {
  if (!scope.startsWith('/')) return false;
  if (ROOT.test(outer) || MANAGEMENT_GROUP.test(outer)) return !ROOT.test(scope);
  return scope.toLowerCase().startsWith(`${outer.toLowerCase()}/`);
}

/** The key of the place that an intent asks for, as `placeOf` makes it from rows. */
export const askedPlace = (intent: Intent): string =>
  placeOf({scope: {id: askedScope(intent)}, roleId: roleOf(intent)});

function roleOf({address}: Intent): string {
  return address.accessId ?? lastSegment(address.roleDefinitionId ?? '');
}
