import {type Activation, NOT_SENT, step} from '../../core/activation.ts';
import type {Eligibility} from '../../core/eligibility.ts';
import type {Grant} from '../../core/grant.ts';
import {authorityOf} from '../../core/kind.ts';
import {Trouble} from '../../core/problem.ts';
import {minutes} from '../../core/time.ts';
import {visible} from '../../core/untrusted.ts';
import {activate} from '../../usecases/activate.ts';
import type {App} from '../../usecases/app.ts';
import {openLoans} from '../../usecases/lend.ts';
import {isRefusedOrder, prepareOrders} from '../../usecases/order.ts';
import {resolveRoles} from '../../usecases/resolve.ts';
import type {Call} from '../flags.ts';
import {mfaGiven} from '../mfa-code.ts';
import {sayCatchUp} from '../say-catch-up.ts';
import type {Session} from '../session.ts';
import {wantedOf} from '../wanted.ts';

/** A linked group may take minutes to reach AWS; nobody approves anything while a tool waits. */
const PATIENCE = {provisioning: minutes(5), approval: 0};

/** Opens the loan that `creds` was asked for, silently: nobody is asked, and no sign-in or step-up is begun. */
export async function openLoan(session: Session, app: App, call: Call): Promise<Grant> {
  await sayCatchUp(session, app);
  const role = await roleMeant(session, app, call.operands[0] ?? '');
  const [order] = await prepareOrders(app, [role], wantedOf(call), session.signal);
  if (order === undefined) throw new Error('one role, no order');
  if (isRefusedOrder(order)) throw new Trouble(order.problem);
  const options = {patience: PATIENCE, stepUp: 'never', mfaCode: mfaGiven(call)} as const;
  let now: Activation = NOT_SENT;
  for await (const story of activate(app, [order], options, session.signal))
    if (story.type === 'item') now = step(now, story.event);
  return grantOf(app, role, now);
}

async function roleMeant(session: Session, app: App, asked: string): Promise<Eligibility> {
  const {items, problems} = await resolveRoles(app, [asked], session.signal);
  const [problem] = problems;
  if (problem !== undefined) throw new Trouble(problem);
  const [role, another] = items;
  if (role === undefined || another !== undefined)
    throw new Trouble({code: 'usage', reason: `“${asked}” is not one role: credentials are of one.`});
  if (authorityOf(role.kind) === 'aws') return role;
  throw new Trouble({
    code: 'unsupported',
    reason: `${visible(role.name)} is no AWS role: there are no credentials to hand out.`,
    nextSteps: ['Run the command with stint exec instead'],
    eligibilityId: role.id,
  });
}

async function grantOf(
  app: App,
  role: Eligibility,
  {state, grant, problem, requestId}: Activation,
): Promise<Grant> {
  if (state === 'active' && grant !== null) return grant;
  if (problem !== null && problem.code !== 'already-active') throw new Trouble(problem);
  const running = (await openLoans(app)).find(loan => loan.eligibilityId === role.id);
  if (running !== undefined) return running;
  throw new Trouble({
    code: 'request-pending',
    requestId: requestId ?? undefined,
    eligibilityId: role.id,
    provider: role.kind,
  });
}
