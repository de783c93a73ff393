import {accessSync, constants} from 'node:fs';
import {isAbsolute, join} from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Whether the tmux that we run in lets sequences through to the terminal around it (`allow-passthrough`, off unless the
 * person set it; tmux 3.3). False where there is no tmux, or it cannot be asked.
 */
export async function tmuxLetsThrough(env: Environment): Promise<boolean> {
  const program = env.TMUX ? programOf(env.PATH ?? '') : undefined;
  if (program === undefined) return false;
  const {execFile} = await import('node:child_process');
  const asked = {env: {PATH: env.PATH, TMUX: env.TMUX, TMUX_PANE: env.TMUX_PANE}, timeout: 1000};
  return new Promise(resolve => {
    execFile(program, ['show-options', '-Apv', 'allow-passthrough'], asked, (thrown, answer) =>
      resolve(thrown === null && /^(on|all)$/.test(answer.trim())),
    );
  });
}

/** Never the current folder's. */
function programOf(path: string): string | undefined {
  const places = path.split(':').filter(folder => isAbsolute(folder));
  return places.map(folder => join(folder, 'tmux')).find(isRunnable);
}

function isRunnable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
