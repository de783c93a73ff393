import type {Grant} from '../../core/grant.ts';
import {lentChosen} from '../abilities.ts';
import type {Effect} from '../effect.ts';
import {calm, type Handlers, type Model, type Notice, type Step} from '../model.ts';
import {say} from '../theme.ts';
import {clockTime} from '../times.ts';
import {readGrants} from './refresh.ts';

/** What is done with an open loan: its command on the clipboard, or a shell that holds its credentials. */
export const lendingHandlers = {
  'copy-command': model => withLoan(model, grant => ({type: 'copy-command', grant})),
  'open-shell': model => withLoan(model, grant => ({type: 'open-shell', grant})),
  'shell-left': (model, {grant, code, now}) => {
    const [read, effects] = readGrants({...model, now});
    return [{...read, notice: leftWords(read, grant, code)}, effects];
  },
} satisfies Partial<Handlers>;

function withLoan(model: Model, effect: (grant: Grant) => Effect): Step {
  const grant = lentChosen(model);
  return [model, grant === undefined ? [] : [effect(grant)]];
}

/** How the shell ended, and what became of the loan meanwhile. */
function leftWords(model: Model, grant: Grant, code: number): Notice {
  const name = `${say(model.look, grant.name)} on ${say(model.look, grant.scope.name)}`;
  const how = code === 0 ? 'The shell has ended.' : `The shell has ended with ${code}.`;
  const {endsAt} = grant;
  if (endsAt === null) return calm(how);
  const loan =
    endsAt > model.now
      ? `The loan of ${name} goes on until ${clockTime(endsAt, model.now)}: d ends it.`
      : `The loan of ${name} ended at ${clockTime(endsAt, model.now)}, while the shell went on.`;
  return {...calm(how), next: [loan]};
}
