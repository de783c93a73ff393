import {render} from 'ink';
import {farewell} from './farewell.ts';
import {worthDrawing} from './first-picture.ts';
import type {ScreenHost} from './host.ts';
import {Loop} from './loop.ts';
import {Root} from './root.tsx';
import {lookOf} from './theme.ts';
import {Title} from './title.ts';

/** Frames a second at most: a key is on the screen well within 33 ms. */
const MOST_FRAMES = 60;

/**
 * The full-screen app, from the first frame to the exit code: 0 after q, 130 after ctrl-c twice, 143 after SIGTERM.
 * The terminal is left as it was found, whatever happens. Rejects for bugs of ours, after that.
 */
export async function runScreen(host: ScreenHost): Promise<number> {
  const loop = new Loop(host, {size: sizeOf(host), look: lookOf(host.env, undefined)});
  const quiet = listen(host, loop);
  const title = new Title(text => host.stdout.write(text));
  const untitled = loop.subscribe(() => title.follow(loop.model()));
  try {
    await worthDrawing(loop, host.clock);
    return await drawn(host, loop);
  } finally {
    quiet();
    untitled();
    title.restore();
    const tell = (line: string) => host.stdout.write(`${line}\n`);
    const parted = await loop.close(tell);
    for (const line of farewell(loop.model(), parted)) tell(line);
  }
}

async function drawn(host: ScreenHost, loop: Loop): Promise<number> {
  const screen = render(<Root loop={loop} />, {
    stdin: host.stdin,
    stdout: host.stdout,
    exitOnCtrlC: false,
    // What is written to the console would land in the picture. A test runner's console cannot be taken over.
    patchConsole: typeof console.Console === 'function',
    interactive: true,
    alternateScreen: true,
    incrementalRendering: true,
    maxFps: MOST_FRAMES,
  });
  const crash = Promise.withResolvers<never>();
  const deaf = host.onCrash(crash.reject);
  try {
    return await Promise.race([loop.left, drawingBroke(screen.waitUntilExit()), crash.promise]);
  } finally {
    deaf();
    screen.unmount();
    await screen.waitUntilExit().catch(() => undefined);
  }
}

/** Ink ends by itself only when drawing threw: that is a bug, and it flies on. */
async function drawingBroke(exit: Promise<unknown>): Promise<number> {
  await exit;
  return 0;
}

const sizeOf = ({stdout}: ScreenHost) => ({columns: stdout.columns || 80, rows: stdout.rows || 24});

/** Size and signals, as messages like any other. */
function listen(host: ScreenHost, loop: Loop): () => void {
  const resized = () => loop.dispatch({type: 'resize', ...sizeOf(host)});
  host.stdout.on('resize', resized);
  const deaf = host.onSignal(signal => loop.dispatch({type: 'signal', signal}));
  return () => {
    host.stdout.off('resize', resized);
    deaf();
  };
}
