import type {Model, SignInStage} from '../model.ts';
import type {Keymap} from './binding.ts';

export const signInKeys: Keymap = {
  title: 'Sign-in',
  bindings: [
    {
      name: 'sign-in.copy',
      keys: ['c'],
      label: 'copy code',
      message: {type: 'copy-code'},
      unavailable: noCode,
    },
    {
      name: 'sign-in.open',
      keys: ['o'],
      label: 'open browser',
      message: {type: 'open-page'},
      unavailable: noCode,
    },
    {
      name: 'sign-in.browser',
      keys: ['b'],
      label: 'browser instead',
      message: {type: 'sign-in', flow: 'browser'},
      unavailable: model =>
        stageOf(model)?.type === 'browser' ? 'the browser is being waited for' : codeOnly(model),
      offered: model => codeOnly(model) === undefined,
    },
    {
      name: 'sign-in.again',
      keys: ['r'],
      label: 'a new code',
      message: {type: 'sign-in', flow: 'device'},
      quiet: true,
      unavailable: model => (stageOf(model)?.type === 'device' ? 'the code is still good' : undefined),
    },
    {name: 'sign-in.back', keys: ['escape'], label: 'leave', message: {type: 'back'}},
  ],
};

function stageOf({screen}: Model): SignInStage | undefined {
  return screen.type === 'sign-in' ? screen.stage : undefined;
}

/** The device flow is the one that works everywhere an Identity Center is signed in to (design 7). */
function codeOnly({screen}: Model): string | undefined {
  return screen.type === 'sign-in' && screen.target.provider === 'aws'
    ? 'AWS signs in with a code'
    : undefined;
}

function noCode(model: Model): string | undefined {
  return stageOf(model)?.type === 'device' ? undefined : 'there is no code';
}

/** It ended without a sign-in. */
export const stoppedKeys: Keymap = {
  title: 'Sign-in, when it stopped',
  bindings: [
    {
      name: 'stopped.again',
      keys: ['return', 'r'],
      label: 'try again',
      message: {type: 'sign-in', flow: 'device'},
    },
    {
      name: 'stopped.browser',
      keys: ['b'],
      label: 'browser instead',
      message: {type: 'sign-in', flow: 'browser'},
      unavailable: codeOnly,
      offered: model => codeOnly(model) === undefined,
    },
    {name: 'stopped.back', keys: ['escape'], label: 'leave', message: {type: 'back'}},
  ],
};

/** After a policy that blocks device codes the browser is one key away. */
export const blockedKeys: Keymap = {
  title: 'Sign-in, when device codes are blocked',
  bindings: [
    {
      name: 'blocked.browser',
      keys: ['return', 'b'],
      label: 'sign in with the browser',
      message: {type: 'sign-in', flow: 'browser'},
    },
    {
      name: 'blocked.again',
      keys: ['r'],
      label: 'try a code again',
      message: {type: 'sign-in', flow: 'device'},
    },
    {name: 'blocked.back', keys: ['escape'], label: 'leave', message: {type: 'back'}},
  ],
};
