import type {Outcome} from '../documents/activations.ts';
import type {Session} from '../session.ts';
import {titleOf} from '../title.ts';

const ON_ITS_WAY = ['submitted', 'pending-approval', 'provisioning', 'unknown'];

/** What is granted after the command that it was to end with is nobody's: whoever runs next ends it. */
export function sayLater({notes}: Session, outcomes: readonly Outcome[]): void {
  for (const {activation, ...subject} of outcomes)
    if (ON_ITS_WAY.includes(activation.state) && activation.requestId !== null)
      notes.note(
        `Should ${titleOf(subject)} still be granted, the next stint command ends it: it was only for this one.`,
      );
}
