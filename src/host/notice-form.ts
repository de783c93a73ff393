type Environment = Readonly<Record<string, string | undefined>>;

/** The sequences by which terminals take desktop notices. */
export type NoticeForm = 'osc9' | 'osc99' | 'osc777';

interface Known {
  readonly form: NoticeForm;
  /** `TERM_PROGRAM`, or `LC_TERMINAL`, which ssh passes on. */
  readonly program?: string;
  /** Present only where this terminal runs, or ran us. */
  readonly variable?: string;
  readonly term?: RegExp;
}

/**
 * Windows Terminal takes notices as OSC 777 (microsoft/terminal#20012); its OSC 9 is ConEmu's, which is for other things.
 * VTE swallows OSC 777 where its distributor has left notices out.
 */
const KNOWN: readonly Known[] = [
  {form: 'osc99', variable: 'KITTY_WINDOW_ID', term: /^xterm-kitty$/},
  {form: 'osc9', program: 'iTerm.app'},
  {form: 'osc9', program: 'iTerm2'},
  {form: 'osc9', program: 'WezTerm', variable: 'WEZTERM_PANE'},
  {form: 'osc9', program: 'ghostty', variable: 'GHOSTTY_RESOURCES_DIR', term: /^xterm-ghostty$/},
  {form: 'osc777', variable: 'WT_SESSION'},
  {form: 'osc777', term: /^(rxvt-unicode|foot)(-|$)/},
  {form: 'osc777', variable: 'VTE_VERSION'},
];

/**
 * Which form this terminal takes; `undefined`: none that we know. A terminal that gives its name is judged by that
 * alone, as the variables of the terminal that it was started from live on in it.
 */
export function noticeForm(env: Environment): NoticeForm | undefined {
  const {TERM = ''} = env;
  // Inside screen nothing gets through; a real console has no desktop.
  if (env.STY || TERM === 'dumb' || TERM === 'linux') return undefined;
  const name = [env.LC_TERMINAL, env.TERM_PROGRAM].find(one => one && one !== 'tmux');
  const known =
    name === undefined ? KNOWN.find(one => isSeen(one, env)) : KNOWN.find(one => one.program === name);
  return known?.form;
}

const isSeen = ({variable, term}: Known, env: Environment): boolean =>
  (variable !== undefined && Boolean(env[variable])) || term?.test(env.TERM ?? '') === true;
