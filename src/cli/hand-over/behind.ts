import {explain} from '../../core/explain.ts';
import type {Problem} from '../../core/problem.ts';
import type {App} from '../../usecases/app.ts';
import type {Session} from '../session.ts';

/** Whether somebody stays behind to end what this command took, should it be killed. */
export interface Behind {
  /** Known once something is held. */
  readonly isAlone: () => boolean;
  /** For `activate`: why nobody can, said once. */
  readonly onTrouble: (problem: Problem) => void;
}

const STAYS = 'So this command stays until the end is done.';

export function behindOf(session: Session, app: App): Behind {
  let alone = app.guard === undefined;
  return {
    isAlone: () => alone,
    onTrouble: problem => {
      if (!alone) session.notes.note(`${explain(problem).title} ${STAYS}`);
      alone = true;
    },
  };
}
