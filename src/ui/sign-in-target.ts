import type {WireAddress} from '../core/eligibility.ts';
import type {Identity} from '../core/identity.ts';
import type {AuthorityName, Kind} from '../core/kind.ts';
import {authorityOf} from '../core/kind.ts';
import type {AwsSettings} from '../core/settings.ts';
import type {App} from '../usecases/app.ts';
import type {Model} from './model.ts';

/** One of those that a profile signs in with: its Entra tenant, or an Identity Center. */
export interface SignInTarget {
  readonly provider: AuthorityName;
  /** The AWS session's name; `null` for Entra. */
  readonly session: string | null;
  /** Which Identity Center, for comparing; `null` for Entra and where the settings do not say. */
  readonly startUrl: string | null;
  readonly region: string | null;
}

export const ENTRA: SignInTarget = {provider: 'entra', session: null, startUrl: null, region: null};

export function targetsOf({authorities}: App, aws: AwsSettings | undefined): readonly SignInTarget[] {
  return authorities.map(({provider, session = null}) => {
    const known = aws?.sessions?.find(one => one.name === session);
    return {provider, session, startUrl: known?.startUrl ?? null, region: known?.region ?? null};
  });
}

/** The Region of the session that a row comes from. */
export function regionFor(
  {settings, profile}: App,
  {address}: {readonly address: WireAddress},
): string | null {
  const sessions = settings.profiles?.[profile]?.aws?.sessions ?? [];
  return sessions.find(({name}) => name === address.session)?.region ?? null;
}

interface Signed {
  readonly provider: AuthorityName;
  readonly session?: string | null | undefined;
}

export const isSame = (a: Signed, b: Signed): boolean =>
  a.provider === b.provider && (a.session ?? null) === (b.session ?? null);

const targets = ({profile}: Model): readonly SignInTarget[] => profile?.targets ?? [];

export const identityOf = ({identities}: Model, target: Signed): Identity | undefined =>
  identities.find(identity => isSame(identity, target));

export const isSignedIn = (model: Model, target: Signed): boolean =>
  identityOf(model, target)?.signedIn === true;

export const signedOut = (model: Model): readonly SignInTarget[] =>
  targets(model).filter(target => !isSignedIn(model, target));

/** Nobody is signed in anywhere: nothing can be read or asked for. */
export const needsSignIn = (model: Model): boolean => !model.identities.some(({signedIn}) => signedIn);

/** Who signs in for a row; `undefined` where the profile has nobody for it. */
export function targetFor(
  model: Model,
  {kind, address}: {readonly kind: Kind; readonly address: WireAddress},
): SignInTarget | undefined {
  const provider = authorityOf(kind);
  return targets(model).find(
    target => target.provider === provider && (provider === 'entra' || target.session === address.session),
  );
}

/** People call an Identity Center by the name of its session. */
export const nameOfTarget = ({provider, session}: Pick<SignInTarget, 'provider' | 'session'>): string =>
  provider === 'entra' ? 'Microsoft Entra' : `AWS${session === null ? '' : ` (${session})`}`;

/** Identities with this one in the place of what was known of it. */
export const withIdentity = (known: readonly Identity[], identity: Identity): readonly Identity[] => [
  ...known.filter(one => !isSame(one, identity)),
  identity,
];
