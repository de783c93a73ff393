import type {Eligibility} from '../core/eligibility.ts';
import {Trouble} from '../core/problem.ts';
import {exact} from '../core/untrusted.ts';
import {type App, providerOf} from './app.ts';

const ARM_ID = /^(?:\/[^\s/?#\\]+)+$/;
const MANAGEMENT_GROUP = /^\/providers\/microsoft\.management\/managementgroups\/[^/]+$/;

/**
 * The narrower scope to send: `null` when none was asked or it is the eligibility's own. Throws `usage` for one that is
 * not at or below it (never widen, design 6) and `unsupported` for a kind without scopes below.
 */
export async function narrowed(
  app: App,
  eligibility: Eligibility,
  asked: string | null,
  signal: AbortSignal,
): Promise<string | null> {
  if (asked === null) return null;
  if (eligibility.kind !== 'azure-resource') throw new Trouble(onlyAzure(eligibility));
  const [own, wanted] = [eligibility.scope.id.toLowerCase(), asked.toLowerCase()];
  if (wanted === own) return null;
  if (!isArmId(wanted)) throw new Trouble(notBelow(eligibility, asked));
  const below = isBelow(own, wanted) || (await isToldBelow(app, eligibility, wanted, signal));
  if (!below) throw new Trouble(notBelow(eligibility, asked));
  return asked;
}

function isArmId(scope: string): boolean {
  return ARM_ID.test(scope) && !scope.split('/').some(part => part === '.' || part === '..');
}

/**
 * By the ids alone. A subscription's id does not name its management group, so below one of these a subscription is
 * let through: the service itself refuses it (`EligibilityRule`) when it lies elsewhere.
 */
function isBelow(own: string, wanted: string): boolean {
  if (own === '/' || own === '') return true;
  if (MANAGEMENT_GROUP.test(own) && wanted.startsWith('/subscriptions/')) return true;
  return wanted.startsWith(`${own}/`);
}

/** Management groups do not nest in their ids: only the cloud knows which lie below. */
async function isToldBelow(
  app: App,
  eligibility: Eligibility,
  wanted: string,
  signal: AbortSignal,
): Promise<boolean> {
  const pages = providerOf(app, eligibility.kind)?.narrower?.(eligibility, signal);
  if (pages === undefined || !MANAGEMENT_GROUP.test(wanted)) return false;
  for await (const page of pages)
    if (page.items.some(scope => scope.id.toLowerCase() === wanted)) return true;
  return false;
}

function onlyAzure({kind}: Eligibility) {
  return {
    code: 'unsupported',
    reason: `A narrower scope can be asked for with Azure resource roles only, not with ${kind}.`,
    nextSteps: ['Leave --scope out'],
  } as const;
}

function notBelow({scope}: Eligibility, asked: string) {
  return {
    code: 'usage',
    reason: `The scope ${asked} is not at or below ${exact(scope.name)} (${scope.id}).`,
    nextSteps: [`Give --scope an ARM id that begins with ${scope.id}/`],
  } as const;
}
