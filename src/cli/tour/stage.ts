import {Trouble} from '../../core/problem.ts';
import type {OpenedApp, Output, Practice} from '../host.ts';
import {createNotes} from '../output/notes.ts';
import type {Session} from '../session.ts';

/** What a step of the tour plays on. Its session tells everything on stdout, a little indented. */
export interface Stage {
  readonly session: Session;
  readonly app: OpenedApp;
  readonly practice: Practice;
}

/** One step: what it is, what a person would type for it, and what it does. Throws when it does not come out. */
export interface Step {
  readonly title: string;
  readonly typed: string;
  readonly play: (stage: Stage) => Promise<void>;
}

export function setStage(session: Session, app: OpenedApp, practice: Practice): Stage {
  const out = indented(session.host.stdout);
  const notes = createNotes(out, {paint: session.look.paint, quiet: false, ascii: false});
  return {session: {...session, notes}, app, practice};
}

function indented(output: Output): Output {
  const write = (text: string) => output.write(text.replace(/^(?=.)/gm, '    '));
  return {isTty: false, columns: output.columns, write};
}

/** The tour ends at the first thing that is not as it should be. */
export function expectThat(isSo: boolean, otherwise: string): void {
  if (!isSo) throw new Trouble({code: 'failed', reason: otherwise});
}
