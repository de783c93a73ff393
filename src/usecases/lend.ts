import type {Grant} from '../core/grant.ts';
import {type AwsCredentials, stillWillDo} from '../core/loan.ts';
import type {AccessProvider, ConsoleLink} from '../core/ports.ts';
import {type Problem, Trouble} from '../core/problem.ts';
import type {Secret} from '../core/secret.ts';
import type {Instant} from '../core/time.ts';
import {exact, visible} from '../core/untrusted.ts';
import {type App, providerOf} from './app.ts';
import {notConfigured} from './policy-of.ts';
import {ofGrant, record} from './record.ts';
import {guarded, type OnTrouble} from './wishes.ts';

export {type LoanMeant, loanMeant, openLoans} from './loan-meant.ts';

/** Credentials as they may be handed to a tool. */
export interface Lent {
  readonly grant: Grant;
  readonly credentials: AwsCredentials;
  /** Server time: the earlier of the credentials' own end and the loan's. Nobody may be told a later one. */
  readonly expiresAt: Instant;
}

export interface LendOptions {
  /** Told of what could not be written down; the loan itself is on record, so it is lent from all the same. */
  readonly onTrouble?: OnTrouble | undefined;
  /** Where a role has to be assumed anew, and asks for one. */
  readonly mfaCode?: Secret | undefined;
}

/**
 * Credentials of an open loan: the kept ones while they live, else renewed. Rejects `not-active` from the loan's end on,
 * `unsupported` for what nothing can be lent from, `signed-out` when a person would have to be asked: it never asks
 * itself. The record gets a `lend` line for each set of credentials when it is first handed out, not for each time; which
 * set that was lies in a note.
 */
export async function lend(
  app: App,
  grant: Grant,
  signal: AbortSignal,
  {onTrouble = () => {}, mfaCode}: LendOptions = {},
): Promise<Lent> {
  const provider = lenderOf(app, grant);
  if (provider.lend === undefined) throw new Trouble(notLent(grant));
  const credentials = (await keptFor(app, grant)) ?? (await provider.lend(grant, {signal, mfaCode}));
  const expiresAt = Math.min(credentials.expiresAt, grant.endsAt ?? credentials.expiresAt);
  if (expiresAt <= app.server.now()) throw new Trouble(over(grant));
  await guarded(onTrouble, () => noteFirst(app, grant, credentials));
  return {grant, credentials, expiresAt};
}

/** From the book alone: what a tool waits for at each of its starts needs no provider. */
async function keptFor({loans, server}: App, {id}: Grant): Promise<AwsCredentials | undefined> {
  const loan = (await loans.open(server.now())).find(({grant}) => grant.id === id);
  if (loan === undefined) return undefined;
  const kept = await loans.credentials(id);
  return kept !== undefined && stillWillDo(kept, loan, server.now()) ? kept : undefined;
}

/** A sign-in link to the console that ends with the loan. Rejects as `lend` does. Each link is a `lend` line of its own. */
export async function consoleLink(
  app: App,
  grant: Grant,
  signal: AbortSignal,
  {onTrouble = () => {}}: LendOptions = {},
): Promise<ConsoleLink> {
  const provider = lenderOf(app, grant);
  if (provider.console === undefined) throw new Trouble(notLent(grant));
  const link = await provider.console(grant, {signal});
  if (isOver(app, grant)) throw new Trouble(over(grant));
  await guarded(onTrouble, () => noteLent(app, grant));
  return link;
}

function lenderOf(app: App, grant: Grant): AccessProvider {
  if (grant.assignment !== 'lent') throw new Trouble(notLent(grant));
  if (grant.state !== 'active' || isOver(app, grant)) throw new Trouble(over(grant));
  const {kind, eligibilityId: id} = grant;
  const provider = providerOf(app, kind);
  if (provider === undefined) throw new Trouble(notConfigured({kind, id}));
  return provider;
}

const isOver = (app: App, {endsAt}: Grant): boolean => endsAt !== null && endsAt <= app.server.now();

async function noteFirst(app: App, grant: Grant, {accessKeyId}: AwsCredentials): Promise<void> {
  const name = `lent ${app.profile} ${grant.eligibilityId}`;
  if ((await app.notes?.read(name)) === accessKeyId) return;
  await noteLent(app, grant);
  await app.notes?.write(name, accessKeyId);
}

/** The line first: a killed process may leave it to be told twice, never to be missing. */
async function noteLent(app: App, grant: Grant): Promise<void> {
  const loans = await app.loans.open(app.server.now());
  const actor = loans.find(loan => loan.grant.id === grant.id)?.actor;
  await record(app, 'lend', ofGrant(grant, actor));
}

function over({name, scope, kind, eligibilityId}: Grant): Problem {
  return {code: 'not-active', asked: `${exact(name)}@${exact(scope.name)}`, provider: kind, eligibilityId};
}

function notLent({name, kind, eligibilityId}: Grant): Problem {
  return {
    code: 'unsupported',
    reason: `${visible(name)} is no AWS role on loan: there are no credentials to hand out.`,
    nextSteps: ['Credentials are lent for AWS permission sets and AWS roles only'],
    provider: kind,
    eligibilityId,
  };
}
