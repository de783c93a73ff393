import type {Answer} from '../http/call.ts';
import {enclosing} from '../pim/places.ts';
import {answerPage} from './lists.ts';
import {permissionOf} from './role-permissions.ts';
import type {ArmCall, ArmService} from './service.ts';

/**
 * What the caller may do at the scope: one entry for each role held there or above, 2022-04-01. Role caches lag behind
 * the list of assignments (reference azure-pim 2.6), by `permissionsLagMs` here.
 */
export function permissions(service: ArmService, asked: ArmCall): Answer {
  const {engine, scopes, settings, now} = service;
  const here = enclosing('azure-resource', asked.scope, scopes.parents);
  const held = engine
    .active('azure-resource')
    .filter(({seenFrom}) => seenFrom + settings.permissionsLagMs <= now())
    .filter(({scope}) => here.includes(scope.id.toLowerCase()));
  const roles = new Map(held.map(({role}) => [role.id, role]));
  return answerPage(service, asked, [...roles.values()], permissionOf);
}
