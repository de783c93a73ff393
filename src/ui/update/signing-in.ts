import type {SignInFlow} from '../../core/identity.ts';
import type {Problem} from '../../core/problem.ts';
import {exact} from '../../core/untrusted.ts';
import {accountOf} from '../abilities.ts';
import {
  attention,
  calm,
  type Handlers,
  type Model,
  type Screen,
  type SignInStage,
  type Step,
} from '../model.ts';
import {challengeOf} from '../sign-in-stage.ts';
import {readAll} from './refresh.ts';

/** Begins a sign-in, the way the profile says or the way a person asked for. */
export function startSignIn(model: Model, wanted: SignInFlow | 'profile'): Step {
  const provider = model.profile?.authorities[0];
  if (provider === undefined)
    return [
      {...model, screen: {type: 'roles'}, notice: attention('this profile names nobody to sign in with')},
      [],
    ];
  const flow = wanted === 'profile' ? (model.profile?.flow ?? 'device') : wanted;
  return [
    {...model, signInDeclined: false, screen: {type: 'sign-in', provider, flow, stage: {type: 'starting'}}},
    [{type: 'sign-in', provider, flow}],
  ];
}

/** A cloud no longer knows us: back to the sign-in, unless the person left it or is in the middle of something. */
export function signInWhenNeeded(model: Model, problems: readonly Problem[]): Step {
  const gone = problems.some(problem => problem.code === 'signed-out');
  if (!gone) return [model, []];
  const known: Model = {
    ...model,
    identity: model.identity === null ? null : {...model.identity, signedIn: false},
  };
  const free = known.screen.type === 'roles' || known.screen.type === 'active';
  return free && !known.signInDeclined ? startSignIn(known, 'profile') : [known, []];
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
    if (event.type === 'signed-in') return signedIn({...model, now, identity: event.identity});
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

function signedIn(model: Model): Step {
  const next: Model = {...model, signInDeclined: false, screen: {type: 'roles'}};
  return readAll({...next, notice: calm(`Signed in as ${accountOf(next)}.`)}, 'fresh');
}

/** Leaving the sign-in keeps what an earlier run remembered on the screen. */
export const declineSignIn = (model: Model): Step => [
  {
    ...model,
    signInDeclined: true,
    screen: {type: 'roles'},
    notice: attention('You are not signed in.', 'Sign in with s'),
  },
  [{type: 'stop-sign-in'}],
];
