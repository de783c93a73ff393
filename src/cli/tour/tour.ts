import type {Session} from '../session.ts';
import {setStage} from './stage.ts';
import {STEPS} from './steps.ts';

/** The scripted tour of `stint demo` without a terminal: the same verbs, on a practice cloud; fails if any step does. */
export async function tour(session: Session): Promise<number> {
  const write = (text: string) => session.host.stdout.write(text);
  write('stint on a practice cloud: no account is needed, and nothing of yours is touched.\n');
  const practice = await session.host.openPractice({scenario: 'demo'});
  try {
    const app = await practice.openApp();
    const stage = setStage(session, app, practice);
    try {
      for (const [at, step] of STEPS.entries()) {
        write(`\n${at + 1}. ${step.title}\n    $ ${step.typed}\n`);
        await step.play(stage);
      }
    } finally {
      await app.close();
    }
  } finally {
    await practice.close();
  }
  write('\nThat was all of it. The practice cloud is gone again; stint login signs in to the real one.\n');
  return 0;
}
