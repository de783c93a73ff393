import {explain} from '../../core/explain.ts';
import type {Problem} from '../../core/problem.ts';
import {visible} from '../../core/untrusted.ts';
import {type Output, widthOf} from '../host.ts';
import {foldPunctuation} from './ascii.ts';
import type {Paint} from './theme.ts';

/** Everything that is not a result: plain lines on stderr. */
export interface Notes {
  /** Progress and warnings; `--quiet` drops them. */
  note(text: string): void;
  /** What must be read to go on (a device code) or is the answer (a problem): never dropped. */
  tell(text: string): void;
  /** `stint: title`, the next steps indented. */
  problem(problem: Problem, about?: string): void;
  /** The lines that are rewritten in place while work goes on, none longer than `room`; only where `isLive`. */
  live(lines: readonly string[]): void;
  readonly isLive: boolean;
  /** Columns of a live line: one longer would wrap and could not be taken back. */
  readonly room: number;
}

export interface NotesLook {
  readonly paint: Paint;
  readonly quiet: boolean;
  readonly ascii: boolean;
}

export function createNotes(output: Output, look: NotesLook): Notes {
  let block: readonly string[] = [];
  const folded = (text: string): string => (look.ascii ? foldPunctuation(text) : text);
  // From the first column: a terminal writes ^C where the cursor is.
  const clear = (): string => (block.length === 0 ? '' : `\r\u001b[${block.length}A\u001b[0J`);
  const draw = (lines: readonly string[]): string => lines.map(line => `${line}\n`).join('');
  const say = (text: string) => output.write(`${clear()}${folded(text)}\n${draw(block)}`);
  return {
    isLive: output.isTty && !look.quiet,
    room: Math.max(20, widthOf(output) - 1),
    note: text => {
      if (!look.quiet) say(text);
    },
    tell: say,
    problem: (problem, about) => say(problemText(problem, look.paint, about)),
    live: lines => {
      output.write(clear() + draw(lines));
      block = lines;
    },
  };
}

/** `about` is the item's name, for one of several. */
export function problemText(problem: Problem, paint: Paint, about?: string): string {
  const {title, nextSteps} = explain(problem);
  const subject = about === undefined ? '' : `${visible(about)}: `;
  const steps = nextSteps.map(step => `\n       ${step}`).join('');
  return `${paint('refused', 'stint:')} ${subject}${title}${steps}`;
}
