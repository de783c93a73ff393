import {type CosignRequest, cosignerIn, cosignKeyName, cosignText} from '../../core/cosign.ts';
import {readDuration} from '../../core/duration.ts';
import type {Cosigner, CosignSettings} from '../../core/ladder.ts';
import {type Millis, seconds, showInstant} from '../../core/time.ts';
import {LATE, within} from './bounds.ts';
import type {EmergencyStory} from './emergency-story.ts';
import type {Flow} from './flow.ts';

const USUAL_WAIT = 600;
const TRIES = 3;
const OWN_KEY_LIMIT: Millis = seconds(0.5);

type Cosigned = {readonly by: string; readonly key: string; readonly request: string};
type Alone = 'not-asked' | 'no-answer' | 'not-valid';

/** A second person, where the settings ask for one; without one in time the flow goes on, and that is on record. */
export async function* cosigning(flow: Flow): AsyncGenerator<EmergencyStory> {
  const {chronicle} = flow;
  const outcome = await secondPerson(flow);
  if (typeof outcome === 'string') {
    await chronicle.note({step: 'single-person', why: outcome});
    yield {type: 'single-person', why: outcome};
    return;
  }
  await chronicle.note({step: 'cosigned', ...outcome});
  yield {type: 'cosigned', by: outcome.by};
}

async function secondPerson(flow: Flow): Promise<Cosigned | Alone> {
  const settings = flow.app.settings.breakGlass?.cosign;
  if (settings === undefined || settings === 'off') return 'not-asked';
  if (flow.people.cosignature === undefined) return 'no-answer';
  const limit = seconds(readDuration(settings.within ?? '') ?? USUAL_WAIT);
  const {app, signal} = flow;
  const [signers, request] = await Promise.all([others(flow, settings), requestOf(flow, limit)]);
  if (signers.length === 0) return 'no-answer';
  const asking = {flow, signers, request, until: app.server.now() + limit};
  let [tries, late]: [number, boolean] = [0, false];
  const outcome = await within(app.clock, limit, signal, async inner => {
    for (; tries < TRIES && !late; tries += 1) {
      const answer = await ask(asking, inner);
      if (answer !== 'not-valid') return answer;
    }
    return 'not-valid' as const;
  }).catch(thrown => {
    if (signal.aborted) return 'no-answer' as const;
    throw thrown;
  });
  late = true;
  if (outcome === LATE) return tries === 0 ? 'no-answer' : 'not-valid';
  return outcome === 'no-answer' && tries > 0 ? 'not-valid' : outcome;
}

interface Asking {
  readonly flow: Flow;
  readonly signers: readonly Cosigner[];
  readonly request: string;
  readonly until: number;
}

async function ask(
  {flow: {people}, signers, request, until}: Asking,
  signal: AbortSignal,
): Promise<Cosigned | 'no-answer' | 'not-valid'> {
  const names = signers.map(({name}) => name);
  const answer = await people.cosignature?.(request, {signers: names, until, signal});
  if (answer === undefined) return 'no-answer';
  const who = cosignerIn(request, answer, signers);
  return who === undefined ? 'not-valid' : {...who, request};
}

/** Nobody is their own second person: the key of this machine's record does not count. */
async function others({app, signal}: Flow, {signers}: CosignSettings): Promise<readonly Cosigner[]> {
  const own = await within(app.clock, OWN_KEY_LIMIT, signal, () => app.signer.key()).catch(() => LATE);
  if (typeof own === 'symbol') return signers;
  return signers.filter(({publicKey}) => cosignKeyName(publicKey) !== own.key);
}

async function requestOf({app, order, signIns}: Flow, limit: Millis): Promise<string> {
  const {incident, drill, reason, rungs} = order;
  const now = app.server.now();
  const by = (await signIns.accounts()).join(', ') || null;
  const request: CosignRequest = {
    ...{incident, drill, reason, rungs: rungs.map(({name}) => name), by},
    profile: app.profile,
    at: showInstant(now),
    until: showInstant(now + limit),
    nonce: app.newId(),
  };
  return cosignText(request);
}
