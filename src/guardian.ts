import {Post} from './compose/guard/post.ts';
import {keepWatch} from './compose/guard/watch.ts';
import {systemClock} from './host/clock.ts';

/**
 * Stays behind a process and ends what was to end with it (design 8). Everything it needs comes over standard input;
 * what it has to end with is loaded only then.
 */
const clock = systemClock();
const post = new Post(clock);
const asked = new AbortController();

for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) process.on(signal, () => asked.abort());
// Without a listener, Node answers this signal by letting a debugger in, to whom our memory lies open.
if (process.platform !== 'win32') process.on('SIGUSR1', () => undefined);

const end = async (): Promise<void> => {
  const {endWards} = await import('./compose/guard/ending.ts');
  await endWards(post, clock, asked.signal);
};

keepWatch({post, input: process.stdin, clock, asked: asked.signal, end}).then(
  () => process.exit(0),
  () => process.exit(1),
);
