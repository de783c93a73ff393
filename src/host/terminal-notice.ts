import {visible} from '../core/untrusted.ts';
import {type NoticeForm, noticeForm} from './notice-form.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface Notices {
  bell(): void;
  /** True: the terminal has been asked for a desktop notice. False: this one is not known to have any; nothing was written. */
  desktop(title: string, body: string): boolean;
}

export interface NoticeOptions {
  /** tmux lets sequences through to the terminal around it (`tmuxLetsThrough`). */
  readonly letsThrough?: boolean | undefined;
}

const ESC = '\u001b';
const ST = `${ESC}\\`;
/** Characters of each, as shown. */
const LONGEST_TITLE = 80;
const LONGEST_BODY = 240;

/**
 * Reminders that reach a person who looks elsewhere: the bell, and a desktop notice by the terminal's own sequence. Texts
 * are made visible and short here, whoever wrote them. Terminals that we do not know get no sequence: some would show it.
 */
export function createNotices(
  env: Environment,
  write: (text: string) => void,
  {letsThrough = false}: NoticeOptions = {},
): Notices {
  const form = noticeForm(env);
  const wrap = env.TMUX ? (letsThrough ? throughTmux : undefined) : (text: string) => text;
  let count = 0;
  return {
    bell: () => write('\u0007'),
    desktop(title, body) {
      if (form === undefined || wrap === undefined) return false;
      count += 1;
      const sequences = SEQUENCES[form](short(title, LONGEST_TITLE), short(body, LONGEST_BODY), count);
      write(sequences.map(wrap).join(''));
      return true;
    },
  };
}

const SEQUENCES: Readonly<
  Record<NoticeForm, (title: string, body: string, count: number) => readonly string[]>
> = {
  osc9: (title, body) => [
    `${ESC}]9;${unlikeConEmu([title, body].filter(text => text !== '').join(': '))}${ST}`,
  ],
  osc777: (title, body) => [`${ESC}]777;notify;${oneField(title)};${oneField(body)}${ST}`],
  osc99: (title, body, count) => [
    `${ESC}]99;i=stint-${count}:d=0:e=1;${base64(title)}${ST}`,
    `${ESC}]99;i=stint-${count}:d=1:e=1:p=body;${base64(body)}${ST}`,
  ],
};

/** ConEmu reads `9;` and a number as commands (progress, folder, macro), and other terminals have taken those over. */
const unlikeConEmu = (text: string): string => (/^\d/.test(text) ? `stint: ${text}` : text);

const oneField = (text: string): string => text.replaceAll(';', ',');

/** `e=1` (kitty's desktop notifications): the text cannot end the sequence, whatever it holds. */
const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');

function short(text: string, longest: number): string {
  const characters = [...visible(text)];
  return characters.length <= longest ? characters.join('') : `${characters.slice(0, longest - 1).join('')}…`;
}

/** One sequence for the terminal around tmux: wrapped whole, its escapes doubled. */
const throughTmux = (text: string): string => `${ESC}Ptmux;${text.replaceAll(ESC, ESC + ESC)}${ST}`;
