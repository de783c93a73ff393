import {fileURLToPath} from 'node:url';
import {type IPty, spawn} from '@lydell/node-pty';
import headless from '@xterm/headless';

const BUNDLE = fileURLToPath(new URL('../../dist/stint.js', import.meta.url));

/** What a test waits at most for a picture; reached only when the story has gone wrong. */
const PATIENCE_MS = 20_000;

const KEYS: Readonly<Record<string, string>> = {
  return: '\r',
  esc: '\u001b',
  tab: '\t',
  space: ' ',
  up: '\u001b[A',
  down: '\u001b[B',
  right: '\u001b[C',
  left: '\u001b[D',
  backspace: '\u007f',
  'ctrl-c': '\u0003',
  'ctrl-p': '\u0010',
};

export interface OpenOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly columns?: number;
  readonly rows?: number;
  /** A module that Node loads first. */
  readonly preload?: string;
}

export interface Exit {
  readonly code: number;
  readonly signal: number;
}

/** The built program in a real pseudo-terminal, seen through a real terminal emulator. */
export class Terminal {
  readonly #pty: IPty;
  readonly #screen: headless.Terminal;
  readonly #watchers = new Set<() => void>();
  readonly exited: Promise<Exit>;
  #raw = '';

  constructor(options: OpenOptions) {
    const columns = options.columns ?? 80;
    const rows = options.rows ?? 24;
    this.#screen = new headless.Terminal({cols: columns, rows, allowProposedApi: true, scrollback: 2000});
    const preload = options.preload === undefined ? [] : ['--import', options.preload];
    this.#pty = spawn(process.execPath, [...preload, BUNDLE, ...(options.args ?? [])], {
      cols: columns,
      rows,
      name: 'xterm-256color',
      env: terminalEnvironment(options.env ?? {}),
    });
    this.#pty.onData(text => this.#show(text));
    this.exited = new Promise(resolve => {
      this.#pty.onExit(({exitCode, signal}) => resolve({code: exitCode, signal: signal ?? 0}));
    });
  }

  get pid(): number {
    return this.#pty.pid;
  }

  /** Every byte the program wrote, for checks of what must not be there. */
  get raw(): string {
    return this.#raw;
  }

  get onAlternateScreen(): boolean {
    return this.#screen.buffer.active.type === 'alternate';
  }

  picture(): string {
    const buffer = this.#screen.buffer.active;
    const lines = Array.from({length: this.#screen.rows}, (_, row) =>
      (buffer.getLine(buffer.viewportY + row)?.translateToString(true) ?? '').trimEnd(),
    );
    return lines.join('\n').trimEnd();
  }

  /** Resolves with the picture that shows it; fails with the last picture when it never does. */
  async sees(what: string | RegExp): Promise<string> {
    return this.#until(() => has(this.picture(), what), `to see ${what}`);
  }

  async seesNoMore(what: string | RegExp): Promise<string> {
    return this.#until(() => !has(this.picture(), what), `to see no more of ${what}`);
  }

  /** Resolves at the first byte written after so many. */
  async writes(after: number): Promise<void> {
    await this.#until(() => this.#raw.length > after, 'for anything to be written');
  }

  press(...names: readonly string[]): this {
    for (const name of names) this.#pty.write(KEYS[name] ?? name);
    return this;
  }

  type(text: string): this {
    this.#pty.write(text);
    return this;
  }

  resize(columns: number, rows: number): void {
    this.#screen.resize(columns, rows);
    this.#pty.resize(columns, rows);
  }

  kill(signal: string): void {
    this.#pty.kill(signal);
  }

  /** Waits for the last bytes too: they arrive after the exit. */
  async leaves(): Promise<Exit> {
    const exit = await this.exited;
    await new Promise<void>(resolve => this.#screen.write('', resolve));
    return exit;
  }

  #show(text: string): void {
    this.#raw += text;
    this.#screen.write(text, () => {
      for (const look of this.#watchers) look();
    });
  }

  #until(holds: () => boolean, what: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const end = (settle: () => void) => {
        clearTimeout(deadline);
        this.#watchers.delete(look);
        settle();
      };
      const look = () => {
        if (holds()) end(() => resolve(this.picture()));
      };
      const deadline = setTimeout(
        () => end(() => reject(new Error(`waited in vain ${what}; the screen was:\n${this.picture()}`))),
        PATIENCE_MS,
      );
      this.#watchers.add(look);
      look();
    });
  }
}

function has(picture: string, what: string | RegExp): boolean {
  return typeof what === 'string' ? picture.includes(what) : what.test(picture);
}

/** Ink goes quiet when `CI` is present, so it is cleared; nothing of the caller's own settings leaks in. */
function terminalEnvironment(extra: Readonly<Record<string, string>>): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    ([name, value]) =>
      value !== undefined && !/^(CI|NO_COLOR|FORCE_COLOR|STINT_|AWS_|AZURE_|NODE_|VITEST|XDG_)/.test(name),
  ) as [string, string][];
  return {...Object.fromEntries(kept), LANG: 'C.UTF-8', TERM: 'xterm-256color', ...extra};
}
