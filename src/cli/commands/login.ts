import {exitCodeOf} from '../../core/exit-code.ts';
import {explain} from '../../core/explain.ts';
import type {Identity, SignInFlow} from '../../core/identity.ts';
import type {AuthorityName} from '../../core/kind.ts';
import {type Problem, problemOf, Trouble} from '../../core/problem.ts';
import type {EntraSettings, ProfileSettings} from '../../core/settings.ts';
import type {App} from '../../usecases/app.ts';
import {authorityAsked, isFlagged} from '../authorities.ts';
import {type AwsGiven, awsFlags, keepSession} from '../aws-flags.ts';
import {identitiesDocument} from '../documents/identities.ts';
import type {EventStream} from '../events.ts';
import {type Call, textFlag} from '../flags.ts';
import {identityFlags, keepIdentity} from '../identity-flags.ts';
import {sayCatchUp} from '../say-catch-up.ts';
import {type Session, withApp} from '../session.ts';
import {signedIn} from '../signed-in.ts';
import {type OpenStream, withEvents} from '../with-events.ts';
import {writeIdentities} from './whoami.ts';

/** `stint login`. Where stdout is no terminal it is the event stream (contract 4), else the identities at the end. */
export async function login(session: Session, call: Call): Promise<number> {
  authorityAsked(call);
  const {format, query} = session.globals;
  const isStream =
    !session.host.stdout.isTty && ['table', 'json', 'ndjson'].includes(format) && query === null;
  return isStream ? withEvents(session, open => enter(session, call, open)) : enter(session, call, null);
}

async function enter(session: Session, call: Call, open: OpenStream | null): Promise<number> {
  const store = await session.host.settings();
  const known = (await store.read()).profiles?.[session.globals.profile];
  const meant = authoritiesMeant(call, known);
  const entra = meant.includes('entra') ? await identityFlags(session, call, known?.entra) : undefined;
  const aws = meant.includes('aws') ? await awsFlags(session, call, known?.aws) : undefined;
  return withApp(session, {entra, aws: aws?.flags, needsSignIn: true}, async app => {
    open?.follow(app);
    const events = open?.stream ?? null;
    const done = new Doings(session, events);
    if (entra !== undefined)
      await done.try(() =>
        signedIn(session, app, {provider: 'entra', flow: flowOf(call, known?.entra)}, events),
      );
    if (done.identities.length > 0 && entra !== undefined) await keepIdentity(session, store, entra);
    for (const name of aws === undefined ? [] : await sessionsMeant(app, call, aws)) {
      const isIn = await done.try(() =>
        signedIn(session, app, {provider: 'aws', flow: 'device', session: name}, events),
      );
      if (isIn && aws?.session?.name === name) await keepSession(session, store, aws);
    }
    await sayCatchUp(session, app);
    return done.answer(app);
  });
}

/** Everything the profile names, and what the flags describe for the first time (contract 2). */
function authoritiesMeant(call: Call, known: ProfileSettings | undefined): readonly AuthorityName[] {
  const asked = authorityAsked(call);
  if (asked !== null) return [asked];
  const hasAws = (known?.aws?.sessions ?? []).length > 0 || isFlagged(call, 'aws');
  const hasEntra = known?.entra !== undefined || isFlagged(call, 'entra') || !hasAws;
  return [...(hasEntra ? (['entra'] as const) : []), ...(hasAws ? (['aws'] as const) : [])];
}

/** Sessions that are signed in already are left alone, unless AWS or the session was asked for by name. */
async function sessionsMeant(app: App, call: Call, {session}: AwsGiven): Promise<readonly string[]> {
  if (session !== undefined) return [session.name];
  const isNamed = authorityAsked(call) === 'aws';
  const names: string[] = [];
  for (const authority of app.authorities) {
    if (authority.provider !== 'aws' || authority.session === undefined) continue;
    if (isNamed || !(await authority.identity()).signedIn) names.push(authority.session);
  }
  return names;
}

function flowOf(call: Call, known: EntraSettings | undefined): SignInFlow {
  const named = textFlag(call, 'flow');
  if (named === 'device' || named === 'browser' || named === 'auto') return named;
  return known?.flow ?? 'device';
}

/** Several sign-ins, one after the other: what one of them meets does not keep the next from being tried. */
class Doings {
  readonly identities: Identity[] = [];
  readonly #problems: Problem[] = [];
  readonly #session: Session;
  readonly #events: EventStream | null;

  constructor(session: Session, events: EventStream | null) {
    this.#session = session;
    this.#events = events;
  }

  async try(work: () => Promise<Identity>): Promise<boolean> {
    try {
      this.identities.push(await work());
      return true;
    } catch (thrown) {
      if (!(thrown instanceof Trouble) || this.#session.host.interrupted.aborted) throw thrown;
      this.#problems.push(this.#session.deadline.meaningOf(problemOf(thrown), 'The cloud'));
      return false;
    }
  }

  /** Nobody signed in, for one reason: that is the answer. */
  async answer(app: App): Promise<number> {
    const [first] = this.#problems;
    if (first !== undefined && this.identities.length === 0 && this.#problems.length === 1)
      throw new Trouble(first);
    const code = exitCodeOf([
      ...this.identities.map(() => ({type: 'reached'}) as const),
      ...this.#problems.map(problem => ({type: 'failed', code: explain(problem).exitCode}) as const),
    ]);
    await this.#write(app, code);
    return code;
  }

  async #write(app: App, code: number): Promise<void> {
    if (this.#events === null)
      return writeIdentities(this.#session, this.identities, app.server.now(), this.#problems);
    for (const problem of this.#problems) this.#events.failed(problem);
    const isJson = this.#session.globals.format === 'json';
    this.#events.done(code, isJson ? identitiesDocument(this.identities, this.#problems) : undefined);
    for (const problem of this.#problems) this.#session.notes.problem(problem);
  }
}
