import type {Identity, SignInFlow} from '../../core/identity.ts';
import {problemOf, Trouble} from '../../core/problem.ts';
import type {EntraSettings} from '../../core/settings.ts';
import type {App} from '../../usecases/app.ts';
import {signIn} from '../../usecases/sign-in.ts';
import {authoritiesAsked} from '../authorities.ts';
import {identitiesDocument} from '../documents/identities.ts';
import type {EventStream} from '../events.ts';
import {type Call, textFlag} from '../flags.ts';
import {identityFlags, keepIdentity} from '../identity-flags.ts';
import {sayCatchUp} from '../say-catch-up.ts';
import {type Session, withApp} from '../session.ts';
import {saySignIn} from '../sign-in-words.ts';
import {type OpenStream, withEvents} from '../with-events.ts';
import {writeIdentities} from './whoami.ts';

/** `stint login`. Where stdout is no terminal it is the event stream (contract 4), else the identities at the end. */
export async function login(session: Session, call: Call): Promise<number> {
  authoritiesAsked(call);
  const {format, query} = session.globals;
  const isStream =
    !session.host.stdout.isTty && ['table', 'json', 'ndjson'].includes(format) && query === null;
  return isStream ? withEvents(session, open => enter(session, call, open)) : enter(session, call, null);
}

async function enter(session: Session, call: Call, open: OpenStream | null): Promise<number> {
  const store = await session.host.settings();
  const known = (await store.read()).profiles?.[session.globals.profile]?.entra;
  const entra = await identityFlags(session, call, known);
  return withApp(session, {entra, needsSignIn: true}, async app => {
    open?.follow(app);
    const identity = await signedIn(session, app, flowOf(call, known), open?.stream ?? null);
    await keepIdentity(session, store, entra);
    await sayCatchUp(session, app);
    await answer(session, app, identity, open?.stream ?? null);
    return 0;
  });
}

async function answer(
  session: Session,
  app: App,
  identity: Identity,
  events: EventStream | null,
): Promise<void> {
  if (events === null) return writeIdentities(session, [identity], app.server.now());
  events.done(0, session.globals.format === 'json' ? identitiesDocument([identity]) : undefined);
}

function flowOf(call: Call, known: EntraSettings | undefined): SignInFlow {
  const named = textFlag(call, 'flow');
  if (named === 'device' || named === 'browser' || named === 'auto') return named;
  return known?.flow ?? 'device';
}

/** AADSTS codes of Conditional Access refusing the device code itself (design 5). */
const DEVICE_CODE_BLOCKED = [53003, 530033, 530036];

/** Device code first; where the organisation blocks it, the browser is offered to whoever can be asked. */
async function signedIn(
  session: Session,
  app: App,
  flow: SignInFlow,
  events: EventStream | null,
): Promise<Identity> {
  try {
    return await once(session, app, flow, events);
  } catch (thrown) {
    const problem = problemOf(thrown);
    const isBlocked = problem.code === 'sign-in-blocked' && DEVICE_CODE_BLOCKED.includes(problem.aadsts ?? 0);
    if (flow === 'browser' || !isBlocked || !session.mayAsk) throw thrown;
    session.notes.problem(problem);
    if (!(await session.host.askYesNo('Sign in with the browser instead?'))) throw thrown;
    return once(session, app, 'browser', events);
  }
}

async function once(
  session: Session,
  app: App,
  flow: SignInFlow,
  events: EventStream | null,
): Promise<Identity> {
  let identity: Identity | undefined;
  for await (const event of session.deadline.heed(signIn(app, 'entra', flow, session.signal))) {
    events?.signIn(event);
    saySignIn(session.notes, event, app.server.now());
    if (event.type === 'signed-in') identity = event.identity;
  }
  if (identity !== undefined) return identity;
  throw new Trouble({code: 'cancelled', reason: 'The sign-in was stopped before it was done.'});
}
