import {explain} from '../../core/explain.ts';
import type {Grant} from '../../core/grant.ts';
import {type Problem, problemOf, Trouble} from '../../core/problem.ts';
import {problemDocument} from '../../core/problem-document.ts';
import {safeJson} from '../../core/untrusted.ts';
import type {App} from '../../usecases/app.ts';
import {lend, loanMeant} from '../../usecases/lend.ts';
import {usage} from '../argv.ts';
import {exitCodeOfFailure} from '../failure.ts';
import {type Call, CREDENTIAL_FORMATS, type CredentialFormat, textFlag} from '../flags.ts';
import {credentialText} from '../hand-over/credential-text.ts';
import {mfaGiven} from '../mfa-code.ts';
import {type Session, withApp} from '../session.ts';

/**
 * `stint creds`: nothing but the credentials on stdout, whole or not at all. It never asks and never signs anybody in;
 * a loan that is open is answered from the store, without a list and, while its credentials live, without network.
 */
export async function creds(session: Session, call: Call): Promise<number> {
  const format = formatAsked(session, call);
  const wish = loanWish(call);
  try {
    const text = await withApp(session, {}, app => handedOut(session, app, call, format, wish));
    session.host.stdout.write(text);
  } catch (thrown) {
    if (format !== 'process') throw thrown;
    return failInOneLine(session, session.deadline.meaningOf(problemOf(thrown), 'AWS'));
  }
  if (session.host.stdout.isTty) session.notes.note('These are secrets, and they are on the screen now.');
  return 0;
}

async function handedOut(
  session: Session,
  app: App,
  call: Call,
  format: CredentialFormat,
  wish: boolean,
): Promise<string> {
  const grant = await session.deadline.answer(meant(session, app, call, wish));
  // A record that cannot be written is said, in one line: the loan itself is on record.
  const onTrouble = (problem: Problem) => session.notes.note(`warning: ${explain(problem).title}`);
  const options = {onTrouble, mfaCode: mfaGiven(call)};
  const lent = await session.deadline.answer(lend(app, grant, session.signal, options));
  return credentialText(format, lent);
}

async function meant(session: Session, app: App, call: Call, wish: boolean): Promise<Grant> {
  const asked = call.operands[0] ?? '';
  const found = await loanMeant(app, asked, session.signal);
  if (found.type === 'found') return found.grant;
  const {problem} = found;
  const isNoLoan = problem.code === 'not-active' || problem.code === 'not-found';
  if (wish && isNoLoan) return (await import('../hand-over/open-loan.ts')).openLoan(session, app, call);
  throw new Trouble(problem);
}

/** True when the flags say that a loan may be opened: both of them, for a loan has a reason and an end. */
function loanWish(call: Call): boolean {
  const given = ['justification', 'duration'].filter(name => (textFlag(call, name) ?? '').trim() !== '');
  if (given.length === 1) throw usage('To open a loan, creds needs both --justification and --duration.');
  return given.length === 2;
}

/** `--json` is the JSON that AWS has for credentials; no other form of documents fits them. */
function formatAsked({globals}: Session, call: Call): CredentialFormat {
  const named = CREDENTIAL_FORMATS.find(format => format === textFlag(call, 'format'));
  if (globals.query !== null) throw usage('Credentials are no document: not with --query.');
  if (globals.format === 'table') return named ?? 'env';
  if (globals.format !== 'json')
    throw usage(`Credentials are no document: not with --output ${globals.format}.`);
  if (named === undefined || named === 'json' || named === 'process') return named ?? 'json';
  throw usage(`--json and --format ${named} cannot both be had.`);
}

/** AWS tools show our stderr as it is, and may log it: one line, never a secret (reference aws-jit 8). */
function failInOneLine({host, globals}: Session, problem: Problem): number {
  const {title, nextSteps} = explain(problem);
  const words = [title, ...nextSteps.slice(0, 1)].join(' ');
  const line =
    globals.format === 'json'
      ? safeJson({schemaVersion: 1, error: problemDocument(problem)})
      : `stint: ${words}`;
  host.stderr.write(`${line}\n`);
  return exitCodeOfFailure(host, problem);
}
