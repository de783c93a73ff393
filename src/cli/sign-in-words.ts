import {showDuration} from '../core/duration.ts';
import type {SignInEvent} from '../core/identity.ts';
import type {Instant} from '../core/time.ts';
import {visible} from '../core/untrusted.ts';
import type {Notes} from './output/notes.ts';

/** Tells a sign-in or step-up on stderr. A code must reach the person: `--quiet` does not drop it. `now` is server time. */
export function saySignIn(notes: Notes, event: SignInEvent, now: Instant): void {
  switch (event.type) {
    case 'device-code':
      notes.tell(`Open ${visible(event.verificationUri)} and enter ${visible(event.userCode)}`);
      notes.tell(`Go on only if you started this just now. The code lives ${life(event.expiresAt, now)}.`);
      return;
    case 'browser':
      notes.tell(`Go on in the browser that has just opened; it waits ${life(event.expiresAt, now)}.`);
      return;
    case 'signed-in':
      notes.note(
        `Signed in${event.identity.account === null ? '' : ` as ${visible(event.identity.account)}`}.`,
      );
  }
}

function life(expiresAt: Instant, now: Instant): string {
  const left = Math.max(0, Math.floor((expiresAt - now) / 1000));
  return showDuration(left < 60 ? left : Math.floor(left / 60) * 60);
}
