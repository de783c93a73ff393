import type {Identity, SignInFlow} from '../../core/identity.ts';
import type {Problem} from '../../core/problem.ts';
import {exact} from '../../core/untrusted.ts';
import {accountOf, chosenHeld} from '../abilities.ts';
import {
  attention,
  calm,
  type Handlers,
  type Model,
  type Notice,
  type Screen,
  type SignInStage,
  type Step,
} from '../model.ts';
import {chosenRole} from '../role-list.ts';
import {challengeOf} from '../sign-in-stage.ts';
import {
  isSignedIn,
  nameOfTarget,
  needsSignIn,
  type SignInTarget,
  signedOut,
  targetFor,
  withIdentity,
} from '../sign-in-target.ts';
import {say} from '../theme.ts';
import {readAll, readNewly} from './refresh.ts';

/** Begins a sign-in, the way the profile says or the way a person asked for. AWS has codes only. */
export function startSignIn(
  model: Model,
  wanted: SignInFlow | 'profile',
  target: SignInTarget | undefined = targetWanted(model),
): Step {
  if (target === undefined)
    return [
      {...model, screen: {type: 'roles'}, notice: attention('this profile names nobody to sign in with')},
      [],
    ];
  const flow =
    target.provider === 'aws' ? 'device' : wanted === 'profile' ? (model.profile?.flow ?? 'device') : wanted;
  const {provider, session} = target;
  return [
    {...model, signInDeclined: false, screen: {type: 'sign-in', target, flow, stage: {type: 'starting'}}},
    [{type: 'sign-in', provider, session: session ?? undefined, flow}],
  ];
}

/** Whom to sign in to now: on the sign-in itself the same, else that of the chosen row, else the first that is out. */
function targetWanted(model: Model): SignInTarget | undefined {
  if (model.screen.type === 'sign-in') return model.screen.target;
  const out = signedOut(model);
  const row = model.screen.type === 'active' ? chosenHeld(model)?.grant : chosenRole(model.roles);
  const ofRow = row == null ? undefined : targetFor(model, row);
  return out.find(target => target === ofRow) ?? out[0] ?? model.profile?.targets[0];
}

/**
 * Whom a person is asked to sign in to when the app opens: Entra, which most rows need; an Identity Center only where
 * nothing else is there to be seen. The others wait for `s`.
 */
export function signsInFirst(model: Model): SignInTarget | undefined {
  const [first] = model.profile?.targets ?? [];
  if (first === undefined || isSignedIn(model, first)) return undefined;
  return first.provider === 'entra' || needsSignIn(model) ? first : undefined;
}

/**
 * A cloud no longer knows us: back to the sign-in, unless the person left it or is in the middle of something. An
 * AWS session that has ended is only said: the rest goes on, and reading in the background opens no sign-in for it.
 */
export function signInWhenNeeded(model: Model, problems: readonly Problem[]): Step {
  const known = withSignedOut(model, problems);
  const target = goneTargets(known, problems).find(({provider}) => provider === 'entra');
  const free = known.screen.type === 'roles' || known.screen.type === 'active';
  return target !== undefined && free && !known.signInDeclined
    ? startSignIn(known, 'profile', target)
    : [known, []];
}

/** As above for what a person has just asked for: then an AWS session is signed in to at once, too. */
export function signInToGoOn(model: Model, problems: readonly Problem[]): Step {
  const known = withSignedOut(model, problems);
  const [target] = goneTargets(known, problems);
  return target === undefined ? [known, []] : startSignIn(known, 'profile', target);
}

const goneTargets = (model: Model, problems: readonly Problem[]): readonly SignInTarget[] =>
  (model.profile?.targets ?? []).filter(target =>
    problems.some(problem => isSignedOut(problem) && isAbout(problem, target)),
  );

function withSignedOut(model: Model, problems: readonly Problem[]): Model {
  const gone = problems.filter(isSignedOut);
  if (gone.length === 0) return model;
  const identities = model.identities.map(one =>
    gone.some(problem => isAbout(problem, one)) ? {...one, signedIn: false} : one,
  );
  return {...model, identities};
}

type SignedOut = Problem & {readonly code: 'signed-out'};

const isSignedOut = (problem: Problem): problem is SignedOut => problem.code === 'signed-out';

/** A problem that names no session is about every one of its authority. */
function isAbout({provider, session}: SignedOut, of: Pick<Identity, 'provider' | 'session'>): boolean {
  const authority = provider === 'aws' || provider?.startsWith('aws-') ? 'aws' : 'entra';
  return authority === of.provider && (session === undefined || session === of.session);
}

/** The sign-in goes on behind the help page too. */
function atStage(model: Model, stage: SignInStage): Model {
  return {...model, screen: staged(model.screen, stage)};
}

function staged(screen: Screen, stage: SignInStage): Screen {
  if (screen.type === 'help') return {...screen, behind: staged(screen.behind, stage)};
  return screen.type === 'sign-in' ? {...screen, stage} : screen;
}

export const signingInHandlers = {
  'sign-in': (model, {flow}) => startSignIn(model, flow),
  'sign-in-told': (model, {event, now}) => {
    if (event.type === 'signed-in')
      return signedIn(
        {...model, now, identities: withIdentity(model.identities, event.identity)},
        event.identity,
      );
    const stage = challengeOf(event);
    return [stage === null ? model : atStage({...model, now}, stage), []];
  },
  'sign-in-failed': (model, {problem}) => [atStage(model, {type: 'stopped', problem}), []],
  'copy-code': model => {
    const code = deviceCode(model);
    return [model, code === undefined ? [] : [{type: 'copy', text: exact(code.userCode), what: 'The code'}]];
  },
  'open-page': model => {
    const code = deviceCode(model);
    return [model, code === undefined ? [] : [{type: 'open-browser', url: exact(code.verificationUri)}]];
  },
  copied: (model, {what}) => [{...model, notice: calm(`${what} was given to the terminal to copy.`)}, []],
} satisfies Partial<Handlers>;

function deviceCode({screen, challenge}: Model): Extract<SignInStage, {type: 'device'}> | undefined {
  const now = screen.type === 'sign-in' ? screen.stage : challenge;
  return now?.type === 'device' ? now : undefined;
}

function signedIn(model: Model, identity: Identity): Step {
  const next: Model = {...model, signInDeclined: false, screen: {type: 'roles'}};
  return readNewly({...next, notice: calm(signedInWords(next, identity))}, identity.provider);
}

/** The portal of AWS does not tell who it is: then it is said where. */
function signedInWords(model: Model, identity: Identity): string {
  const {provider, session = null, account} = identity;
  if (provider === 'aws' && account === null)
    return `Signed in to ${say(model.look, nameOfTarget({provider, session}))}.`;
  return `Signed in as ${accountOf({...model, identities: [identity]})}.`;
}

/** Leaving the sign-in keeps what an earlier run remembered on the screen, and what others are signed in for. */
export function declineSignIn(model: Model): Step {
  const next: Model = {...model, signInDeclined: true, screen: {type: 'roles'}, notice: notSignedIn(model)};
  const unread = !needsSignIn(model) && model.holdings.lookedAt === null;
  const [begun, effects] = unread ? readAll(next, 'recent') : [next, []];
  return [begun, [{type: 'stop-sign-in'}, ...effects]];
}

function notSignedIn({screen, profile}: Model): Notice {
  const many = (profile?.targets.length ?? 0) > 1 && screen.type === 'sign-in';
  const where = many ? ` to ${nameOfTarget(screen.target)}` : '';
  return attention(`You are not signed in${where}.`, 'Sign in with s');
}
