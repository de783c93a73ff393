import type {EligiblePlace, Organisation} from '../organisation.ts';
import {STAGES, TEAMS} from './names.ts';

const azureRoles = [
  'Contributor',
  'Reader',
  'Owner',
  'Key Vault Secrets User',
  'Network Contributor',
  'Virtual Machine Contributor',
];
const durations = ['PT8H', 'PT4H', 'PT1H', 'PT12H', 'PT30M'];

function pick(from: readonly string[], at: number): string {
  return from[at % from.length] ?? '';
}

/**
 * `count` eligibilities, the same ones each time: eight in ten for Azure, one in ten each for directory and groups.
 * Every place is told apart by its number, so that no two rows are the same role at the same scope.
 */
export function fillThousands(organisation: Organisation, count: number): void {
  organisation.pageSize(500);
  for (let at = 0; at < count; at++) organisation.eligible(placeAt(at));
}

function placeAt(at: number): EligiblePlace {
  const maxDuration = pick(durations, at);
  if (at % 10 === 8) return {kind: 'entra-role', role: `Custom operator ${at}`, maxDuration};
  if (at % 10 === 9)
    return {kind: 'entra-group', role: 'Member', scope: `sg-${pick(TEAMS, at * 7)}-${at}`, maxDuration};
  const team = pick(TEAMS, Math.floor(at / 6));
  const scope = `${pick(STAGES, Math.floor(at / 60))}-${team}-${Math.floor(at / 6)}`;
  const requires = at % 17 === 0 ? {approval: ['Grace Hopper']} : {ticket: at % 13 === 0};
  return {kind: 'azure-resource', role: pick(azureRoles, at), scope, maxDuration, requires};
}
