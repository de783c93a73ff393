import {type Problem, problemOf} from '../../core/problem.ts';
import {whoAmI} from '../../usecases/who-am-i.ts';
import type {NewSettings} from '../host.ts';
import type {Message, Trouble} from '../message.ts';
import {profileOf} from '../profile.ts';
import {lookOf} from '../theme.ts';
import type {Desk, Work} from './desk.ts';
import {keptLists} from './kept-lists.ts';

export async function open(desk: Desk, demo: boolean): Work {
  await meeting(desk, 'open', async () => {
    const app = await (demo ? desk.host.openDemo() : desk.host.openApp());
    desk.opened(app);
    const profile = profileOf(app);
    desk.tell({type: 'opened', profile, look: lookOf(desk.host.env, profile.ui), now: app.server.now()});
  });
}

export async function save(desk: Desk, settings: NewSettings): Work {
  await meeting(desk, 'save', async () => {
    await desk.host.saveSettings(settings);
    desk.tell({type: 'saved'});
  });
}

/** Who it is and what an earlier run kept, told in one breath: the first picture of the lists has its rows. */
export async function remember(desk: Desk): Work {
  const app = desk.app();
  if (app === undefined) return;
  const signal = desk.slots.begin('remember');
  await meeting(desk, 'open', async () => {
    const [kept, identities] = await Promise.all([keptLists(app, signal), whoAmI(app)]);
    if (signal.aborted) return;
    desk.tell({type: 'remembered', ...kept});
    desk.tell({type: 'identified', identities});
  });
}

export async function openBrowser(desk: Desk, url: string): Work {
  await meeting(desk, 'browser', () => desk.host.openBrowser(url), noBrowser);
}

/** Why there is none is nobody's bug, whatever the system threw. */
const noBrowser = (): Problem => ({code: 'failed', reason: 'There is no browser to open here.'});

export async function copy(desk: Desk, text: string, what: string): Work {
  const message: Message = {type: 'copied', what};
  await meeting(desk, 'copy', () => desk.host.copy(text).then(() => desk.tell(message)), noClipboard);
}

const noClipboard = (): Problem => ({
  code: 'failed',
  reason: 'The clipboard could not be reached.',
  nextSteps: [],
});

/** Expected trouble is told; a bug flies on. */
export async function meeting(
  desk: Desk,
  about: Trouble,
  work: () => Promise<void>,
  named: (thrown: unknown) => Problem = problemOf,
): Work {
  try {
    await work();
  } catch (thrown) {
    const problem = named(thrown);
    if (problem.code === 'bug') throw thrown;
    desk.tell({type: 'trouble', about, problem});
  }
}
