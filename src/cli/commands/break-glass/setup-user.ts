import type {UserRoleRung} from '../../../core/ladder.ts';
import {Trouble} from '../../../core/problem.ts';
import type {Secret} from '../../../core/secret.ts';
import {visible} from '../../../core/untrusted.ts';
import {usage} from '../../argv.ts';
import {addRung} from '../../emergency/ladder-setting.ts';
import {keyFrom, keyTyped, SETUP} from '../../emergency/user-key.ts';
import {withEmergency} from '../../emergency/with-emergency.ts';
import {type Call, isOn, textFlag} from '../../flags.ts';
import {durationFlag} from '../../globals.ts';
import type {OpenedEmergency} from '../../host.ts';
import type {Session} from '../../session.ts';

/** `stint break-glass setup --user NAME`: keeps the user's key; with `--role-arn` its role is put into the ladder, too. */
export async function setupUser(session: Session, call: Call): Promise<number> {
  const user = (textFlag(call, 'user') ?? '').trim();
  if (user === '') throw usage('--user needs the name of the IAM user.', SETUP);
  if (call.operands.length > 0)
    throw usage('A listed role needs no user: leave the role out, or --user.', SETUP);
  if (isOn(call, 'forget')) return withEmergency(session, false, app => forget(session, app, user));
  const rung = rungFor(session, call, user);
  const store = await session.host.settings();
  await withEmergency(session, false, app => keep(session, call, app, user));
  if (rung !== undefined) {
    await addRung(store, rung, false);
    session.notes.note(`${visible(rung.name)} is in the ladder: ${visible(rung.roleArn)}.`);
    return 0;
  }
  const {ladder = []} = (await store.read()).breakGlass ?? {};
  if (ladder.some(one => 'user' in one && one.user === user)) return 0;
  session.notes.note(`No emergency role goes by ${visible(user)} yet. Name one:`);
  session.notes.note(
    `  stint break-glass setup --user ${visible(user)} --name NAME --role-arn ARN --region REGION`,
  );
  return 0;
}

function rungFor({globals}: Session, call: Call, user: string): UserRoleRung | undefined {
  const [name, roleArn, region] = ['name', 'role-arn', 'region'].map(flag => textFlag(call, flag)?.trim());
  if (roleArn === undefined && name === undefined && region === undefined) return undefined;
  if (!name || !roleArn || !region)
    throw usage('A role of a user needs --name, --role-arn and --region.', SETUP);
  const mfaSerial = textFlag(call, 'mfa-serial')?.trim();
  const duration = durationFlag(call, 'duration') === undefined ? undefined : textFlag(call, 'duration');
  return {
    ...{name, kind: 'aws-role', roleArn, user, region, profile: globals.profile},
    ...(mfaSerial !== undefined && {mfaSerial}),
    ...(duration !== undefined && {duration}),
  };
}

async function forget({notes}: Session, {keys}: OpenedEmergency, user: string): Promise<number> {
  const near = await keys.names();
  if (!near.includes(user))
    throw new Trouble({
      code: 'failed',
      reason: `No key of ${visible(user)} is kept here.`,
      nextSteps: near.length === 0 ? [] : [`There are: ${near.map(visible).join(', ')}`],
    });
  await keys.forget(user);
  notes.note(`The key of ${visible(user)} is no longer here. Take it away in AWS, too.`);
  return 0;
}

async function keep(session: Session, call: Call, {keys}: OpenedEmergency, user: string): Promise<void> {
  const {host, mayAsk, notes} = session;
  const file = textFlag(call, 'passphrase-file');
  if (!mayAsk && file === undefined)
    throw usage(
      'Nobody can be asked here: --passphrase-file is missing, and the key as JSON on stdin.',
      SETUP,
    );
  const key = host.inputIsTty ? await keyTyped(session, user) : keyFrom(await host.readInput());
  const passphrase = file === undefined ? await newPassphrase(session) : await host.readSecretFile(file);
  if (isShort(passphrase)) throw usage(TOO_SHORT, SETUP);
  await keys.keep(user, key, passphrase);
  notes.note(
    `The key of ${visible(user)} is kept under a passphrase of its own, apart from keyring and sign-ins.`,
  );
  notes.note(
    'Nobody can get it back without the passphrase: keep that where you find it at three in the morning.',
  );
}

/** Characters. */
const LEAST = 12;
const TOO_SHORT = `The passphrase has at least ${LEAST} characters.`;

const isShort = (secret: Secret): boolean => [...secret.reveal()].length < LEAST;

const TRIES = 3;

async function newPassphrase({host, notes}: Session): Promise<Secret> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const first = await host.askSecret('New passphrase for it (12 characters or more): ');
    if (isShort(first)) {
      notes.tell(TOO_SHORT);
      continue;
    }
    const again = await host.askSecret('The same again: ');
    if (again.reveal() === first.reveal()) return first;
    notes.tell('The two are not the same.');
  }
  throw new Trouble({code: 'cancelled', reason: 'No passphrase was chosen, so nothing is kept.'});
}
