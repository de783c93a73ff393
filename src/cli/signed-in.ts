import type {Identity, SignInFlow} from '../core/identity.ts';
import type {AuthorityName} from '../core/kind.ts';
import {problemOf, Trouble} from '../core/problem.ts';
import type {App} from '../usecases/app.ts';
import {signIn} from '../usecases/sign-in.ts';
import type {EventStream} from './events.ts';
import type {Session} from './session.ts';
import {saySignIn} from './sign-in-words.ts';

export interface SignInWanted {
  readonly provider: AuthorityName;
  readonly flow: SignInFlow;
  /** Of AWS. */
  readonly session?: string | undefined;
}

/** AADSTS codes of Conditional Access refusing the device code itself (design 5). */
const DEVICE_CODE_BLOCKED = [53003, 530033, 530036];

/** Device code first; where the organisation blocks it, the browser is offered to whoever can be asked. */
export async function signedIn(
  session: Session,
  app: App,
  wanted: SignInWanted,
  events: EventStream | null,
): Promise<Identity> {
  try {
    return await once(session, app, wanted, events);
  } catch (thrown) {
    const problem = problemOf(thrown);
    const isBlocked = problem.code === 'sign-in-blocked' && DEVICE_CODE_BLOCKED.includes(problem.aadsts ?? 0);
    if (wanted.flow === 'browser' || !isBlocked || !session.mayAsk) throw thrown;
    session.notes.problem(problem);
    if (!(await session.host.askYesNo('Sign in with the browser instead?'))) throw thrown;
    return once(session, app, {...wanted, flow: 'browser'}, events);
  }
}

async function once(
  session: Session,
  app: App,
  {provider, flow, session: name}: SignInWanted,
  events: EventStream | null,
): Promise<Identity> {
  let identity: Identity | undefined;
  const story = signIn(app, provider, flow, session.signal, name);
  for await (const event of session.deadline.heed(story)) {
    events?.signIn(event);
    saySignIn(session.notes, event, app.server.now());
    if (event.type === 'signed-in') identity = event.identity;
  }
  if (identity !== undefined) return identity;
  throw new Trouble({code: 'cancelled', reason: 'The sign-in was stopped before it was done.'});
}
