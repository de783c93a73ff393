import {childEnvironment} from '../../core/child-environment.ts';
import type {Grant} from '../../core/grant.ts';
import type {Problem} from '../../core/problem.ts';
import type {Instant} from '../../core/time.ts';
import {visible} from '../../core/untrusted.ts';
import {lend} from '../../usecases/lend.ts';
import {handOverLine} from '../hand-over.ts';
import {regionFor} from '../sign-in-target.ts';
import type {Desk, Work} from './desk.ts';
import {copy, meeting} from './opening.ts';

export async function copyCommand(desk: Desk, grant: Grant): Work {
  const app = desk.app();
  if (app === undefined) return;
  await copy(desk, handOverLine(desk.host.env, app.profile, grant.eligibilityId), 'The command');
}

/** The credentials are in that shell only: nothing of them is drawn, kept in the model, or written anywhere. */
export async function openShell(desk: Desk, grant: Grant): Work {
  const app = desk.app();
  if (app === undefined) return;
  const signal = desk.slots.begin('shell');
  await meeting(desk, 'lend', async () => {
    const onTrouble = (problem: Problem) => desk.tell({type: 'trouble', about: 'record', problem});
    const {credentials, expiresAt} = await lend(app, grant, signal, {onTrouble});
    if (signal.aborted) return;
    const lent = {...credentials, expiresAt: wholeSeconds(expiresAt)};
    const env = childEnvironment(desk.host.env, lent, regionFor(app, grant));
    const code = await desk.host.openShell(env, greeting(grant, expiresAt));
    desk.tell({type: 'shell-left', grant, code, now: app.server.now()});
  });
}

/** Tools read no fractions there; rounded down, it never says more than is true. */
const wholeSeconds = (at: Instant): Instant => Math.floor(at / 1000) * 1000;

/** `stint: ReadOnly on prod-data until 14:25Z; leave with exit`, and what happens then. */
const greeting = ({name, scope}: Grant, until: Instant): string =>
  [
    `stint: ${visible(name)} on ${visible(scope.name)} until ${new Date(until).toISOString().slice(11, 16)}Z; leave with exit`,
    'stint: the shell goes on after that, its credentials do not',
  ].join('\n');
