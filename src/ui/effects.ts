import type {Effect} from './effect.ts';
import {ask, beginSignIn, end, giveBack, longer, plan, withdraw} from './effects/acting.ts';
import {deliver} from './effects/delivering.ts';
import type {Desk, Work} from './effects/desk.ts';
import {breakGlass, readIncidents} from './effects/emergency.ts';
import {readHistory} from './effects/history.ts';
import {copyCommand, openShell} from './effects/lending.ts';
import {copy, open, openBrowser, remember, save} from './effects/opening.ts';
import {readCatchUp, readGrants, readPolicies, readRoles} from './effects/reading.ts';
import {alarm, remind} from './effects/reminding.ts';

/** Carries an effect out and tells what happens. Rejects only for bugs of ours. */
export async function carryOut(desk: Desk, effect: Effect): Work {
  switch (effect.type) {
    case 'open':
      return open(desk, effect.demo);
    case 'save-settings':
      return save(desk, effect.settings);
    case 'sign-in':
      return beginSignIn(desk, effect.provider, effect.flow, effect.session);
    case 'stop-sign-in':
      return desk.slots.stop('sign-in');
    case 'remember':
      await Promise.all([remember(desk), readIncidents(desk, true)]);
      return;
    case 'read-roles':
      return readRoles(desk, effect.kinds, effect.source);
    case 'read-grants':
      await Promise.all([readGrants(desk), readIncidents(desk, true)]);
      return;
    case 'catch-up':
      return readCatchUp(desk);
    case 'read-history':
      return readHistory(desk);
    case 'read-incidents':
      return readIncidents(desk, effect.stems);
    case 'break-glass':
      return breakGlass(desk);
    case 'deliver':
      return deliver(desk);
    case 'read-policies':
      return readPolicies(desk, effect.roles, effect.soon);
    case 'plan':
      return plan(desk, effect.roles, effect.request);
    case 'ask':
      return ask(desk, effect);
    case 'extend':
      return longer(desk, effect);
    case 'give-back':
      return giveBack(desk, effect.fates);
    case 'remind':
      return remind(desk, effect.grants);
    case 'alarm':
      return alarm(desk, effect.grants);
    case 'deactivate':
      return end(desk, effect.grants);
    case 'cancel':
      return withdraw(desk, effect.requests);
    case 'open-browser':
      return openBrowser(desk, effect.url);
    case 'copy':
      return copy(desk, effect.text, effect.what);
    case 'copy-command':
      return copyCommand(desk, effect.grant);
    case 'open-shell':
      return openShell(desk, effect.grant);
    case 'leave':
      return desk.slots.stopAll();
  }
}
