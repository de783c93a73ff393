import {explain} from '../../core/explain.ts';
import type {SignInEvent, SignInFlow, StepUp} from '../../core/identity.ts';
import {type Problem, problemOf, Trouble} from '../../core/problem.ts';
import type {Audience} from './access.ts';
import type {Met} from './asking.ts';
import {stepUpOf} from './claims-challenge.ts';
import {identityOf} from './identity.ts';
import {type Checked, type Inside, recordOf, silently} from './inside.ts';
import {ask, checkSameAccount} from './sign-in.ts';
import type {KeptToken} from './stepped-tokens.ts';
import {meets, readTokenClaims} from './token-claims.ts';

/**
 * Meets a claims request, silently where what is there already does: a kept step-up, the token in hand, or the
 * session behind it. Otherwise a person is asked once per request, and all roles with the same context profit.
 */
export async function* stepUp(
  inside: Inside,
  {
    challenge,
    audience,
    flow,
    signal,
  }: {challenge: StepUp; audience: Audience; flow: SignInFlow; signal: AbortSignal},
): AsyncGenerator<SignInEvent, void, void> {
  if (!(await metSilently(inside, challenge, audience, signal))) {
    const account = (await recordOf(inside))?.account;
    const met = yield* refusedAsStepUp(
      ask(inside, {audience, flow, signal, stepUp: challenge, account}),
      challenge,
    );
    await checkSameAccount(inside, met, audience);
    checkMet(met.token, challenge);
    await inside.stepped.keep(challenge.claims, audience, met, met.cache);
  }
  yield {type: 'signed-in', provider: 'entra', identity: await identityOf(inside)};
}

/** Exactly the token that meets the claims, never by asking (`Call.claims`), and not one that was `refused`. */
export async function steppedToken(
  inside: Inside,
  audience: Audience,
  {claims, signal, refused}: {claims: string; signal: AbortSignal; refused?: string | undefined},
): Promise<KeptToken> {
  const {stepped, options} = inside;
  const kept = await stepped.token(claims, audience, options.clock.now());
  if (kept !== undefined && kept.token !== refused) return kept;
  const shelf = stepped.shelf(claims);
  const has = (await shelf.read()) !== undefined;
  const token = has
    ? await silently(inside, {audience, signal, claims, shelf}).catch(thrown => neededAgain(thrown, claims))
    : await silently(inside, {audience, signal, claims});
  checkMet(token.token, stepUpOf(claims));
  await keepMet(inside, claims, audience, token);
  return token;
}

/** The session of a step-up can end before the sign-in does. */
function neededAgain(thrown: unknown, claims: string): never {
  const problem = problemOf(thrown);
  if (problem.code !== 'signed-out' || problem.reason === 'store-unreadable') throw thrown;
  throw new Trouble({code: 'step-up-needed', ...stepUpOf(claims), detail: problem.detail}, thrown);
}

async function metSilently(
  inside: Inside,
  {claims, context}: StepUp,
  audience: Audience,
  signal: AbortSignal,
) {
  if ((await inside.stepped.token(claims, audience, inside.options.clock.now())) !== undefined) return true;
  const inHand = await silently(inside, {audience, signal});
  if (context !== 'session' && meets(inHand.claims, claims)) {
    await keepMet(inside, claims, audience, inHand);
    return true;
  }
  try {
    await steppedToken(inside, audience, {claims, signal});
    return true;
  } catch (thrown) {
    if (problemOf(thrown).code === 'step-up-needed') return false;
    throw thrown;
  }
}

/** A request about the session (CAE) is met by any newer token; there is nothing to keep it for. */
async function keepMet(inside: Inside, claims: string, audience: Audience, token: Checked): Promise<void> {
  if (stepUpOf(claims).context === 'session') return;
  const {token: text, expiresAt} = token;
  await inside.stepped.keep(claims, audience, {token: text, expiresAt});
}

/** The authority may answer with a token that still lacks what was asked for; sending it would only be refused. */
function checkMet(token: string, challenge: StepUp): void {
  if (meets(readTokenClaims(token), challenge.claims)) return;
  throw new Trouble({code: 'step-up-needed', ...challenge, detail: 'the sign-in did not bring it.'});
}

/** Whatever the reason, a step-up that was refused is still needed; the reason is in its detail (contract 3). */
async function* refusedAsStepUp(
  story: AsyncGenerator<SignInEvent, Met, void>,
  challenge: StepUp,
): AsyncGenerator<SignInEvent, Met, void> {
  try {
    return yield* story;
  } catch (thrown) {
    const problem = problemOf(thrown);
    if (!(thrown instanceof Trouble) || !isRefusal(problem)) throw thrown;
    const detail = explain(problem).title;
    throw new Trouble(
      {code: 'step-up-needed', ...challenge, detail, correlationId: problem.correlationId},
      thrown,
    );
  }
}

function isRefusal({code}: Problem): boolean {
  return ['sign-in-blocked', 'cancelled', 'signed-out', 'consent-missing', 'failed'].includes(code);
}
