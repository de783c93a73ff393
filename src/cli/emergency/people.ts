import {isOfUser, type Rung, type UserRoleRung} from '../../core/ladder.ts';
import type {Clock, UserKey} from '../../core/ports.ts';
import {problemOf} from '../../core/problem.ts';
import {Secret} from '../../core/secret.ts';
import {visible} from '../../core/untrusted.ts';
import type {People} from '../../usecases/break-glass/emergency-story.ts';
import {type Call, textFlag} from '../flags.ts';
import {mfaGiven} from '../mfa-code.ts';
import type {Session} from '../session.ts';
import {cosignatureBy} from './cosignature.ts';

export interface Asking {
  readonly rungs: readonly Rung[];
  readonly clock: Clock;
  /** Somebody pressed ctrl-c at a question: nothing more may be tried. */
  readonly stop: () => void;
}

/** Who can be asked here: flags first, then whoever sits at the terminal. What is typed is never shown nor kept. */
export async function peopleOf(session: Session, call: Call, {rungs, clock, stop}: Asking): Promise<People> {
  const {host, mayAsk} = session;
  const file = textFlag(call, 'passphrase-file');
  // Before anything is asked of a cloud: a file that may not be used is a mistake of the command line.
  const kept = file === undefined || !rungs.some(isOfUser) ? undefined : await host.readSecretFile(file);
  const ask = passphraseAsked(session);
  return stoppedBy(stop, {
    passphrase: kept !== undefined ? async () => kept : mayAsk ? ask : undefined,
    userKey: mayAsk ? rung => keyOf(session, rung) : undefined,
    mfaCode: codes(session, mfaGiven(call)),
    cosignature: cosignatureBy(session, textFlag(call, 'cosign'), clock),
  });
}

/** Whoever is asked again is told why: the one before did not open it. */
function passphraseAsked(session: Session): (user: string) => Promise<Secret | undefined> {
  const before = new Set<string>();
  return user => {
    const name = visible(user);
    if (before.has(user)) session.notes.tell(`That did not open the key of ${name}.`);
    before.add(user);
    return asked(session, `Passphrase of the key of ${name} (enter: none): `);
  };
}

/** Where the terminal is read without echo, ctrl-c is a key and no signal: only the question hears of it. */
function stoppedBy(stop: () => void, people: People): People {
  const {passphrase, userKey, mfaCode, cosignature} = people;
  const heard = async <T>(question: Promise<T>): Promise<T> =>
    question.catch(thrown => {
      if (problemOf(thrown).code === 'cancelled') stop();
      throw thrown;
    });
  return {
    passphrase: passphrase && (user => heard(passphrase(user))),
    userKey: userKey && (rung => heard(userKey(rung))),
    mfaCode: mfaCode && (serial => heard(mfaCode(serial))),
    cosignature: cosignature && ((request, ask) => heard(cosignature(request, ask))),
  };
}

async function asked({host}: Session, question: string): Promise<Secret | undefined> {
  const secret = await host.askSecret(question);
  return secret.reveal().trim() === '' ? undefined : secret;
}

async function keyOf(session: Session, {user}: UserRoleRung): Promise<UserKey | undefined> {
  const id = await asked(session, `Access key id of ${visible(user)} (enter: none): `);
  if (id === undefined) return undefined;
  const secretAccessKey = await asked(session, 'Secret access key: ');
  return secretAccessKey && {accessKeyId: id.reveal().trim(), secretAccessKey};
}

/** A code is good once: the flag's serves the first who asks. */
function codes(session: Session, flag: Secret | undefined): People['mfaCode'] {
  let left = flag;
  if (flag === undefined && !session.mayAsk) return undefined;
  return async serial => {
    const code = left;
    left = undefined;
    return code ?? (session.mayAsk ? typedCode(session, serial) : undefined);
  };
}

const TRIES = 3;

async function typedCode(session: Session, serial: string): Promise<Secret | undefined> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const typed = await asked(session, `MFA code of ${visible(serial)} (enter: none): `);
    if (typed === undefined) return undefined;
    const code = typed.reveal().replaceAll(' ', '');
    if (/^\d{6}$/.test(code)) return new Secret(code);
    session.notes.tell('An MFA code is six digits.');
  }
  return undefined;
}
