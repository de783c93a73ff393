import {Trouble} from '../core/problem.ts';
import type {ScreenHost} from '../ui/host.ts';
import {isPracticeHome} from './emergency/rehearsal.ts';
import type {ScreenParts} from './screen-host.ts';
import {readSettings} from './settings.ts';
import type {World} from './world.ts';

export interface BesideThePicture {
  readonly borrowing: ScreenHost['borrowing'];
  /** The work has the plain terminal to itself, while the picture steps aside. */
  during<T>(work: () => Promise<T>): Promise<T>;
}

export function besideThePicture(): BesideThePicture {
  let borrow: Parameters<ScreenHost['borrowing']>[0] = work => work();
  return {
    borrowing: given => {
      borrow = given;
    },
    during: async <T>(work: () => Promise<T>) => {
      const done = Promise.withResolvers<T>();
      await borrow(() => work().then(done.resolve, done.reject));
      return done.promise;
    },
  };
}

export const askingBeside =
  (beside: BesideThePicture, ask: World['ask']): World['ask'] =>
  question =>
    beside.during(() => ask(question));

export interface Guests {
  readonly openShell: ScreenHost['openShell'];
  readonly breakGlass: () => Promise<number>;
  /** While one has the terminal, signals are its affair. */
  isOpen(): boolean;
}

/** Programs that the person has the plain terminal for: their own shell, and the emergency flow of this program. */
export function createGuests(
  beside: BesideThePicture,
  {world, profile, handingOver}: Pick<ScreenParts, 'world' | 'profile' | 'handingOver'>,
): Guests {
  let isOpen = false;
  const during = async (work: () => Promise<number>): Promise<number> => {
    isOpen = true;
    try {
      return await beside.during(() => handingOver(work));
    } finally {
      isOpen = false;
    }
  };
  return {
    openShell: (env, greeting) => during(() => runShell(env, greeting)),
    breakGlass: () => during(() => runEmergency(world, profile)),
    isOpen: () => isOpen,
  };
}

async function runShell(env: Readonly<Record<string, string>>, greeting: string): Promise<number> {
  const {interactiveShell} = await import('../host/shell.ts');
  process.stdout.write(`${greeting}\n`);
  return run(interactiveShell(env), env, 'Name another shell in SHELL');
}

/** A practice home can only rehearse. What was said is read before the picture comes back. */
async function runEmergency(world: World, profile: string): Promise<number> {
  const [node, script = ''] = process.argv;
  const settings = await readSettings(world);
  const words = isPracticeHome(settings, profile) ? ['break-glass', 'drill'] : ['break-glass'];
  const command = [node ?? process.execPath, script, ...words, '--profile', profile];
  const code = await run(command, world.env, 'Run stint break-glass in a terminal of its own');
  const {askSecret} = await import('../host/secret-question.ts');
  await askSecret('Enter: back to the screen ', {input: process.stdin, output: process.stdout}).catch(left);
  return code;
}

function left(thrown: unknown): void {
  if (!(thrown instanceof Trouble)) throw thrown;
}

/** Exit codes above it tell of a signal. */
const BY_SIGNAL = 128;

async function run(command: readonly string[], env: World['env'], otherwise: string): Promise<number> {
  const [{runChild}, {takeTerminalBack}] = await Promise.all([
    import('../host/child.ts'),
    import('../host/terminal-back.ts'),
  ]);
  const outcome = await runChild(command, {env});
  if (outcome.type === 'ran' && outcome.code > BY_SIGNAL) await takeTerminalBack();
  if (outcome.type === 'ran') return outcome.code;
  const reason = 'reason' in outcome ? outcome.reason : 'it is not there';
  throw new Trouble({
    code: 'failed',
    reason: `${command.join(' ')} could not be started: ${reason}.`,
    nextSteps: [otherwise],
  });
}
