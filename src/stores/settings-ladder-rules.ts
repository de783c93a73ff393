import {createPublicKey} from 'node:crypto';
import {DURATION_FORMS, readDuration, showDuration} from '../core/duration.ts';
import {type CosignSettings, isOfUser, type Rung} from '../core/ladder.ts';
import type {ProfileSettings, Settings} from '../core/settings.ts';
import type {Seconds} from '../core/time.ts';
import type {Fault} from './settings-aws-rules.ts';
import {rungFaults} from './settings-rung-rules.ts';

/** Longer than this nobody waits for a colleague while something burns. */
const LONGEST_WAIT: Seconds = 3600;

/** What the schema cannot say of `breakGlass`, which has passed it. */
export function* ladderFaults(settings: Settings): Generator<Fault> {
  const {ladder = [], drill, cosign = 'off'} = settings.breakGlass ?? {};
  const rungs = ladder.map((rung, index) => [`breakGlass.ladder.${index}`, rung] as const);
  const all = drill === undefined ? rungs : [...rungs, ['breakGlass.drill', drill] as const];
  yield* twice(all);
  for (const [at, rung] of all) {
    yield* rungFaults(at, rung);
    yield* placeFaults(at, rung, settings);
  }
  if (cosign !== 'off') yield* cosignFaults(cosign);
}

/** Names are typed, and found whatever their case. */
function* twice(rungs: readonly (readonly [string, Rung])[]): Generator<Fault> {
  const names = rungs.map(([, {name}]) => name.toLowerCase());
  for (const [index, [at, {name}]] of rungs.entries())
    if (names.indexOf(name.toLowerCase()) !== index)
      yield {setting: `${at}.name`, reason: `there is another “${name}”; names are given once`};
}

/** What a rung names must be somewhere: in its profile, or, where it names none, in any. */
function* placeFaults(at: string, rung: Rung, {profiles = {}}: Settings): Generator<Fault> {
  const {profile} = rung;
  if (profile !== undefined && !Object.hasOwn(profiles, profile)) {
    yield {setting: `${at}.profile`, reason: `there is no profile “${profile}”`};
    return;
  }
  const meant = Object.entries(profiles).filter(([name]) => profile === undefined || name === profile);
  const has = (test: (aws: NonNullable<ProfileSettings['aws']>) => boolean | undefined) =>
    meant.some(([, {aws}]) => aws !== undefined && test(aws));
  const where = profile === undefined ? 'no profile has' : `profile “${profile}” has not`;
  if (rung.kind === 'aws-permission-set' && !has(aws => aws.sessions?.some(one => one.name === rung.session)))
    yield {setting: `${at}.session`, reason: `${where} a session “${rung.session}”`};
  if (rung.kind !== 'aws-role' || isOfUser(rung)) return;
  if (!has(aws => aws.roles?.some(one => one.name === rung.role)))
    yield {setting: `${at}.role`, reason: `${where} a role “${rung.role}” in aws.roles`};
}

function* cosignFaults({within, signers}: CosignSettings): Generator<Fault> {
  const reason = waitFault(within);
  if (reason !== undefined) yield {setting: 'breakGlass.cosign.within', reason};
  for (const [index, {name, publicKey}] of signers.entries()) {
    const at = `breakGlass.cosign.signers.${index}`;
    if (signers.findIndex(other => other.name === name) < index)
      yield {setting: `${at}.name`, reason: `there is another “${name}”; names are given once`};
    if (signers.findIndex(other => other.publicKey === publicKey) < index)
      yield {setting: `${at}.publicKey`, reason: 'another signer has the same key'};
    if (!isEd25519(publicKey))
      yield {setting: `${at}.publicKey`, reason: 'it is no Ed25519 public key (DER, SPKI, base64)'};
  }
}

function waitFault(within: string | undefined): string | undefined {
  if (within === undefined) return undefined;
  const length = readDuration(within);
  if (length === undefined) return `“${within}” is not a duration; write it as ${DURATION_FORMS}`;
  return length <= LONGEST_WAIT
    ? undefined
    : `nobody is waited for longer than ${showDuration(LONGEST_WAIT)}`;
}

function isEd25519(publicKey: string): boolean {
  try {
    const key = createPublicKey({key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki'});
    return key.asymmetricKeyType === 'ed25519';
  } catch {
    return false;
  }
}
