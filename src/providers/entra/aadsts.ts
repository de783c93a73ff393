import type {Problem, ProblemDetail} from '../../core/problem.ts';

/** What the authority said, ready for words. */
export interface TokenRefusal {
  readonly error: string;
  /** AADSTS numbers, first one first. Microsoft warns not to build on them: without one, `error` decides. */
  readonly codes: readonly number[];
  /** The sentence, without trace ids and times. */
  readonly sentence: string;
  readonly correlationId: string | undefined;
  readonly profile: string;
}

type Reading = (refusal: TokenRefusal, aadsts: number) => ProblemDetail;

const BROWSER = 'Sign in with stint login --flow browser';

/** Reference azure-pim 5.3, row by row. */
const READINGS: readonly (readonly [codes: readonly number[], reading: Reading])[] = [
  [[70019], () => ({code: 'signed-out', reason: 'code-expired'})],
  [[65004], () => ({code: 'cancelled', reason: 'The sign-in was declined.'})],
  [[53003], blocked('Conditional Access blocks this sign-in', BROWSER)],
  [[530033], blocked('A policy that wants to know the device blocks sign-in by code', BROWSER)],
  [
    [530036],
    blocked(
      'A policy on authentication flows refuses sessions that began with a code',
      BROWSER,
      'Ask which Conditional Access policy restricts the device code flow',
    ),
  ],
  [[530035], blocked('Security defaults block this sign-in')],
  [[53000, 53001, 53002, 53004], blocked('This device does not meet the tenant’s conditions', BROWSER)],
  [
    [50105],
    blocked('You are not assigned to the app', 'An administrator assigns you to the app registration'),
  ],
  [
    [50020, 50034, 90072],
    blocked(
      'Your account is not in this tenant',
      'Check the tenant: a guest signs in to the tenant to act in',
    ),
  ],
  [[50134], blocked('The code was entered in another cloud', 'Approve it in the same cloud as the tenant')],
  [[50079, 50072], blocked('You have no second factor yet', 'Register one at https://aka.ms/mfasetup')],
  [[50173], ended('revoked')],
  [[700082, 700084, 70008, 70043], ended('expired')],
  [[65001, 65002, 650057], ({sentence}) => ({code: 'consent-missing', scopes: scopesIn(sentence)})],
  [[700016, 700011, 700038], wrongSetting('clientId', 'the tenant has no such app')],
  [
    [7000218],
    wrongSetting(
      'clientId',
      'the app is no public client',
      'Turn on “Allow public client flows” under Authentication of the app registration',
    ),
  ],
  [[50194], wrongSetting('tenantId', 'the app belongs to one tenant: name that one')],
  [[90002, 900023], wrongSetting('tenantId', 'there is no such tenant')],
  [[500011, 650052], wrongSetting('cloud', 'the tenant does not know the service that was asked for')],
];

export function problemByAadsts(refusal: TokenRefusal): Problem | undefined {
  for (const aadsts of refusal.codes) {
    const reading = READINGS.find(([codes]) => codes.includes(aadsts))?.[1];
    if (reading !== undefined) return reading(refusal, aadsts);
  }
  return undefined;
}

function blocked(reason: string, ...nextSteps: readonly string[]): Reading {
  return ({correlationId}, aadsts) => {
    const ask =
      correlationId === undefined ? [] : [`Give your administrator the correlation id ${correlationId}`];
    return {code: 'sign-in-blocked', aadsts, reason, nextSteps: [...nextSteps, ...ask]};
  };
}

function ended(reason: 'revoked' | 'expired'): Reading {
  return ({sentence}) => ({code: 'signed-out', reason, detail: sentence});
}

function wrongSetting(name: string, reason: string, ...nextSteps: readonly string[]): Reading {
  return ({profile, sentence}) => ({
    code: 'misconfigured',
    setting: `profiles.${profile}.entra.${name}`,
    reason: `${reason} (${sentence})`,
    ...(nextSteps.length > 0 ? {nextSteps} : {}),
  });
}

/** Scope names have a dot or an underscore and no slash: `RoleManagement.Read.Directory`, `user_impersonation`. */
function scopesIn(sentence: string): readonly string[] {
  const named = sentence.match(/\b(?:[A-Z]\w+(?:\.\w+)+|user_impersonation)\b/g);
  return named === null ? ['the scopes that stint init names'] : [...new Set(named)];
}
