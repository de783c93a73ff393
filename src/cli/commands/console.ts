import type {Grant} from '../../core/grant.ts';
import type {ConsoleLink} from '../../core/ports.ts';
import {type Problem, Trouble} from '../../core/problem.ts';
import type {App} from '../../usecases/app.ts';
import {consoleLink, loanMeant} from '../../usecases/lend.ts';
import {consoleDocument} from '../documents/console.ts';
import {type Call, isOn} from '../flags.ts';
import {showMoment} from '../output/moments.ts';
import {writeResult} from '../output/write-result.ts';
import {sayOnce} from '../say-once.ts';
import {type Session, withApp} from '../session.ts';
import {titleOf} from '../title.ts';

/** `stint console`: the link is the result; with `--open` it goes to the browser, and is printed nowhere. */
export async function consoleSignIn(session: Session, call: Call): Promise<number> {
  return withApp(session, {}, async app => {
    const found = await session.deadline.answer(loanMeant(app, call.operands[0] ?? '', session.signal));
    if (found.type === 'problem') throw new Trouble(found.problem);
    const onTrouble = sayOnce(session);
    const link = await session.deadline.answer(consoleLink(app, found.grant, session.signal, {onTrouble}));
    const isOpened = isOn(call, 'open');
    if (isOpened) await open(session, link);
    await write(session, found.grant, link, isOpened);
    sayEnd(session, app, found.grant, link);
    return 0;
  });
}

async function open({host}: Session, {url}: ConsoleLink): Promise<void> {
  if (!(await host.openBrowser(url))) throw new Trouble(NO_BROWSER);
}

const NO_BROWSER: Problem = {
  code: 'failed',
  reason: 'There is no browser here that could be opened.',
  nextSteps: ['Run it without --open and open the link where there is one'],
};

async function write(session: Session, grant: Grant, link: ConsoleLink, isOpened: boolean): Promise<void> {
  const href = isOpened ? null : hrefOf(link);
  const document = () => consoleDocument(grant, href, link.endsAt);
  await writeResult(session, {document, text: () => (href === null ? '' : `${href}\n`), problems: []});
  if (href !== null && session.host.stdout.isTty)
    session.notes.note('The link is a secret: whoever has it is you in the console.');
}

/** Written as URLs are, so that nothing in it can mean anything to a terminal. */
const hrefOf = ({url}: ConsoleLink): string => new URL(url.reveal()).href;

function sayEnd({notes}: Session, app: App, grant: Grant, {endsAt}: ConsoleLink): void {
  const now = app.server.now();
  const loan = grant.endsAt === null ? '' : ` The loan ends at ${showMoment(grant.endsAt, now)}.`;
  const own =
    endsAt === null
      ? 'AWS chooses when this console session ends.'
      : `The console session ends at ${showMoment(endsAt, now)} at the latest.`;
  notes.note(`${titleOf(grant)}: ${own}${loan}`);
}
