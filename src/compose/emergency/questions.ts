import type {World} from '../world.ts';

export interface Questions {
  readonly world: World;
  /** Settles, and never rejects, once the last question that is open has been answered; `undefined`: none is. */
  readonly open: () => Promise<void> | undefined;
}

/** Hears whether somebody is being asked for what opens a store: nobody types a passphrase within a limit for machines. */
export function hearingQuestions(outside: World): Questions {
  let open: Promise<void> | undefined;
  const ask: World['ask'] = question => {
    const answer = outside.ask(question);
    const settled = answer.then(
      () => {},
      () => {},
    );
    const until = settled.then(() => {
      if (open === until) open = undefined;
    });
    open = until;
    return answer;
  };
  return {world: {...outside, ask}, open: () => open};
}
