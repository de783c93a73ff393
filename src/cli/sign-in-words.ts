import {showDuration} from '../core/duration.ts';
import type {Identity, SignInEvent} from '../core/identity.ts';
import type {Instant} from '../core/time.ts';
import {visible} from '../core/untrusted.ts';
import type {Notes} from './output/notes.ts';

/** Tells a sign-in or step-up on stderr. A code must reach the person: `--quiet` does not drop it. `now` is server time. */
export function saySignIn(notes: Notes, event: SignInEvent, now: Instant): void {
  switch (event.type) {
    case 'device-code':
      if (event.provider === 'aws') {
        sayAwsCode(notes, event, now);
        return;
      }
      notes.tell(`Open ${visible(event.verificationUri)} and enter ${visible(event.userCode)}`);
      notes.tell(`Go on only if you started this just now. The code lives ${life(event.expiresAt, now)}.`);
      return;
    case 'browser':
      notes.tell(`Go on in the browser that has just opened; it waits ${life(event.expiresAt, now)}.`);
      return;
    case 'signed-in':
      notes.note(`Signed in${where(event.identity)}${as(event.identity)}.`);
  }
}

const where = ({provider, session}: Identity): string =>
  provider === 'aws' ? ` to AWS${session == null ? '' : ` (${visible(session)})`}` : '';

const as = ({account}: Identity): string => (account === null ? '' : ` as ${visible(account)}`);

type DeviceCode = Extract<SignInEvent, {readonly type: 'device-code'}>;

/** The page shows the code as well: whoever compares it does not approve the code of somebody else. */
function sayAwsCode(
  notes: Notes,
  {session, userCode, verificationUri, expiresAt}: DeviceCode,
  now: Instant,
): void {
  const which = session == null ? 'AWS' : `AWS (${visible(session)})`;
  notes.tell(`${which}: open ${visible(verificationUri)} and enter this code:`);
  notes.tell(`\n    ${visible(userCode)}\n`);
  notes.tell('Compare the code on the page with the one here before you allow anything.');
  notes.tell(`Go on only if you started this just now. The code lives ${life(expiresAt, now)}.`);
}

function life(expiresAt: Instant, now: Instant): string {
  const left = Math.max(0, Math.floor((expiresAt - now) / 1000));
  return showDuration(left < 60 ? left : Math.floor(left / 60) * 60);
}
