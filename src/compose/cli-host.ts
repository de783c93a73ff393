import type {CliHost, EmergencyHost, HouseHost, Output} from '../cli/host.ts';
import {realWorld, type World} from './world.ts';

export interface CliParts {
  readonly argv: readonly string[];
  readonly version: string;
  /** The program that stays behind. */
  readonly guardian: string;
  readonly interrupted: AbortSignal;
  /** Keeps signals from interrupting us while the work, a program of the person's, has the terminal. */
  readonly handingOver: <T>(work: () => Promise<T>) => Promise<T>;
}

/** The real outside of the command line: streams, files, people. */
export function createCliHost({argv, version, guardian, interrupted, handingOver}: CliParts): CliHost {
  const world = realWorld(() => process.stderr.isTTY === true && inputIsTty(), guardian);
  return {
    ...{argv, version, interrupted, env: world.env, clock: world.clock},
    stdout: output(process.stdout),
    stderr: output(process.stderr),
    get inputIsTty() {
      return inputIsTty();
    },
    openApp: async options => (await import('../compose.ts')).composeApp(world, options),
    settings: async () => (await import('./settings.ts')).openSettings(world),
    record: async () => (await import('./settings.ts')).openRecord(world),
    askYesNo: async question => (await asking()).askYesNo(question, terminal()),
    askLine: async (question, signal) => (await asking()).askLine(question, terminal(), signal),
    askSecret: world.ask,
    openScreen: ({profile}) => showScreen({world, version, handingOver, profile, practice: false}),
    demoScreen: () => showScreen({world, version, handingOver, profile: 'default', practice: true}),
    openPractice: async options => (await import('./practice.ts')).openPractice(world, options),
    runChild: async (command, env) => {
      const {runChild} = await import('../host/child.ts');
      return handingOver(() => runChild(command, {env}));
    },
    notices: () => noticesOf(world.env),
    openBrowser: async url => (await import('../host/browser.ts')).openInBrowser(url.reveal()),
    awsConfigFile: async () => (await import('./settings.ts')).openAwsConfigFile(world),
    ...emergencyHost(world),
    ...houseHost(world),
    self: [process.execPath, process.argv[1] ?? ''],
    platform: world.platform,
  };
}

const emergencyHost = (world: World): Omit<EmergencyHost, 'askSecret'> => ({
  openEmergency: async options => (await import('./emergency/index.ts')).openEmergencyOf(world, options),
  openIncidents: async () => (await import('./emergency/index.ts')).openIncidents(world),
  emergencyRecord: async () => (await import('./emergency/index.ts')).openEmergencyRecord(world),
  shell: async () => (await import('../host/shell.ts')).interactiveShell(world.env),
  readInput: async () => (await ownFiles()).readAll(process.stdin),
  readSecretFile: async path => (await ownFiles()).readSecretFile(path),
  readTextFile: async path => (await ownFiles()).readTextFile(path),
  saveFile: async (path, text) => (await ownFiles()).saveFile(path, text),
});

const houseHost = (world: World): HouseHost => ({
  sinkSecrets: async () => (await import('./settings.ts')).openSinkSecrets(world),
  inspect: async profile => (await import('./inspect.ts')).inspect(world, profile),
});

const ownFiles = () => import('../host/own-files.ts');

/** Looked at where it matters: to make the stream takes longer than to parse argv. */
const inputIsTty = (): boolean => process.stdin.isTTY === true;

const terminal = () => ({input: process.stdin, output: process.stderr});

const asking = () => import('../host/question.ts');

function output(stream: NodeJS.WriteStream): Output {
  return {
    isTty: stream.isTTY === true,
    get columns() {
      return stream.columns ?? 80;
    },
    get rows() {
      return stream.rows;
    },
    write: text => void stream.write(text),
  };
}

async function noticesOf(env: Readonly<Record<string, string | undefined>>) {
  const [{createNotices}, {tmuxLetsThrough}] = await Promise.all([
    import('../host/terminal-notice.ts'),
    import('../host/tmux-passthrough.ts'),
  ]);
  const letsThrough = await tmuxLetsThrough(env);
  return createNotices(env, text => void process.stderr.write(text), {letsThrough});
}

/** Ink is loaded here and nowhere else. */
async function showScreen(
  parts: Parameters<typeof import('./screen-host.ts').createScreenHost>[0],
): Promise<number> {
  const [{createScreenHost}, {runScreen}, {boundYoungSpace}] = await Promise.all([
    import('./screen-host.ts'),
    import('../ui/run.tsx'),
    import('../host/young-space.ts'),
  ]);
  boundYoungSpace();
  return runScreen(await createScreenHost(parts));
}
