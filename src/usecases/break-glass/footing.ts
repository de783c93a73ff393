import type {Eligibility} from '../../core/eligibility.ts';
import type {Actor} from '../../core/intent.ts';
import {eligibilityOfRung, isOfUser, type Rung, type UserRoleRung} from '../../core/ladder.ts';
import {Trouble} from '../../core/problem.ts';
import {authorityFor} from '../actor-of.ts';
import type {App} from '../app.ts';
import type {Particulars} from '../record.ts';
import type {Flow} from './flow.ts';
import {knownAs, tolerant} from './tolerant.ts';

/** What a rung is asked for with. */
export interface Footing {
  readonly app: App;
  readonly rung: Rung;
  readonly eligibility: Eligibility;
  readonly actor: Actor;
}

/** Rejects with `Trouble` where the sign-in, the key or the settings behind a rung cannot be had. */
export async function footingOf(flow: Flow, rung: Rung, isAgain: boolean): Promise<Footing> {
  if (isOfUser(rung)) return userFooting(flow, rung);
  const {signIns, app, chronicle} = flow;
  const found = await (isAgain ? signIns.again(rung) : signIns.of(rung));
  if ('code' in found) throw new Trouble(found);
  const {actor} = found;
  const held = tolerant(found.app, app.audit, chronicle);
  const eligibility = eligibilityIn(held, rung, actor);
  const asked = authorityFor(held, eligibility);
  const authorities = held.authorities.map(one => (one === asked ? knownAs(one, actor) : one));
  return {app: {...held, authorities}, rung, eligibility, actor};
}

async function userFooting(flow: Flow, rung: UserRoleRung): Promise<Footing> {
  const {signIns, app, chronicle, keys} = flow;
  const found = await signIns.appOf(rung);
  if ('code' in found) throw new Trouble(found);
  const role = app.roleOfUser(rung, await keys.of(rung), found);
  const actor = await signIns.actor(role.authority);
  if ('code' in actor) throw new Trouble(actor);
  const held = tolerant(found, app.audit, chronicle);
  const providers = [role.provider, ...held.providers.filter(({kind}) => kind !== rung.kind)];
  const authorities = [knownAs(role.authority, actor), ...held.authorities];
  return {app: {...held, providers, authorities}, rung, eligibility: eligibilityIn(held, rung, actor), actor};
}

function eligibilityIn({settings, profile}: App, rung: Rung, {tenantId}: Actor): Eligibility {
  return eligibilityOfRung(rung, {tenantId, aws: settings.profiles?.[profile]?.aws});
}

/** What a line of the record says of a rung that is asked for. */
export function aboutFooting({app, actor, eligibility}: Footing): Particulars & {readonly profile: string} {
  const {id: eligibilityId, kind, name, scope} = eligibility;
  return {profile: app.profile, actor, eligibilityId, kind, name, scope};
}
