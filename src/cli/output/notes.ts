import {explain} from '../../core/explain.ts';
import type {Problem} from '../../core/problem.ts';
import {visible} from '../../core/untrusted.ts';
import type {Output} from '../host.ts';
import {foldPunctuation} from './ascii.ts';
import {clip} from './table.ts';
import type {Paint} from './theme.ts';

/** Everything that is not a result: plain lines on stderr. */
export interface Notes {
  /** Progress and warnings; `--quiet` drops them. */
  note(text: string): void;
  /** What must be read to go on (a device code) or is the answer (a problem): never dropped. */
  tell(text: string): void;
  /** `stint: title`, the next steps indented. */
  problem(problem: Problem, about?: string): void;
  /** The lines that are rewritten in place while work goes on; on a terminal only. */
  live(lines: readonly string[]): void;
  readonly isLive: boolean;
}

export interface NotesLook {
  readonly paint: Paint;
  readonly quiet: boolean;
  readonly ascii: boolean;
}

export function createNotes(output: Output, look: NotesLook): Notes {
  let block: readonly string[] = [];
  const folded = (text: string): string => (look.ascii ? foldPunctuation(text) : text);
  const clear = (): string => (block.length === 0 ? '' : `\u001b[${block.length}A\u001b[0J`);
  const draw = (lines: readonly string[]): string => lines.map(line => `${line}\n`).join('');
  const say = (text: string) => output.write(`${clear()}${folded(text)}\n${draw(block)}`);
  return {
    isLive: output.isTty && !look.quiet,
    note: text => {
      if (!look.quiet) say(text);
    },
    tell: say,
    problem: (problem, about) => say(problemText(problem, look.paint, about)),
    live: lines => {
      const room = Math.max(20, output.columns - 1);
      const fitting = lines.map(line => folded(clip(line, room, '…')));
      output.write(clear() + draw(fitting));
      block = fitting;
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
