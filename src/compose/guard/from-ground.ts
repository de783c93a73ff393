import type {Guard, GuardList} from '../../core/ports.ts';
import type {Ground} from '../ground.ts';
import type {Parts} from '../parts.ts';
import {createGuard} from './guard.ts';
import type {Begin} from './messages.ts';
import {guardEnvironment, proxiesIn, whyNoGuard} from './where.ts';

export interface GuardedParts {
  readonly practice: boolean;
  readonly entra: Parts | undefined;
  readonly aws: Parts | undefined;
}

/** `undefined`: there is no program to stay behind, or the practice cloud ends with this very process. */
export function guardOf(ground: Ground, parts: GuardedParts, guards: GuardList): Guard | undefined {
  const {world, server} = ground;
  const {guardian: entry, env, clock} = world;
  if (entry === undefined || world.practice) return undefined;
  return createGuard({
    ...{clock, server, guards},
    begin: beginOf(ground, parts),
    access: parts.entra?.entra,
    whyNot: whyNoGuard(env, {pid: process.pid, parent: process.ppid}),
    start: async () => (await import('../../host/guard-process.ts')).startGuard(entry, guardEnvironment(env)),
  });
}

function beginOf({world, places, options}: Ground, {practice, entra, aws}: GuardedParts): Begin {
  const {stateDb, locksDb, auditFile, statusFile} = places;
  return {
    type: 'begin',
    ...{profile: options.profile, practice},
    places: {stateDb, locksDb, auditFile, statusFile},
    entra: entraOf(entra),
    aws: aws === undefined ? null : {copies: aws.copies},
    proxies: proxiesIn(world.env),
  };
}

function entraOf(parts: Parts | undefined): Begin['entra'] {
  if (parts?.entra === undefined) return null;
  const {endpoints, clientId} = parts.entra;
  return {endpoints, clientId, copies: parts.copies};
}
