import {askedScope} from '../core/asked-scope.ts';
import {exitCodeOf} from '../core/exit-code.ts';
import {explain} from '../core/explain.ts';
import {type Problem, problemOf, Trouble} from '../core/problem.ts';
import {safeJson, visible} from '../core/untrusted.ts';
import type {App} from '../usecases/app.ts';
import {isRefusedOrder} from '../usecases/order.ts';
import {planOf as plannedBy} from '../usecases/plan.ts';
import {type Plan, plansDocument} from './documents/plans.ts';
import {writeResult} from './output/write-result.ts';
import type {Session} from './session.ts';
import {titleOf} from './title.ts';
import type {Order} from './wanted.ts';

/** `--dry-run`: what would be sent, to the byte, and nothing is. */
export async function dryRun(
  session: Session,
  app: App,
  orders: readonly Order[],
  unresolved: readonly Problem[],
): Promise<number> {
  const planned = await session.deadline.answer(
    Promise.all(orders.map(order => planOf(session, app, order))),
  );
  const plans = planned.flatMap(one => ('requests' in one ? [one] : []));
  const problems = [...planned.flatMap(one => ('requests' in one ? [] : [one])), ...unresolved];
  const [only] = problems;
  if (only !== undefined && plans.length === 0 && problems.length === 1) throw new Trouble(only);
  const text = () => plans.map(planText).join('');
  await writeResult(session, {document: () => plansDocument(plans, problems), text, problems});
  return exitCodeOf([
    ...plans.map(() => ({type: 'reached'}) as const),
    ...problems.map(problem => ({type: 'failed', code: explain(problem).exitCode}) as const),
  ]);
}

async function planOf(session: Session, app: App, order: Order): Promise<Plan | Problem> {
  if (isRefusedOrder(order)) return order.problem;
  try {
    const {id: eligibilityId, name, scope: own} = order.eligibility;
    const scope = askedScope(own, order.request.narrowerScope);
    return {eligibilityId, name, scope, requests: await plannedBy(app, order, session.signal)};
  } catch (thrown) {
    return session.deadline.meaningOf(problemOf(thrown), 'The cloud');
  }
}

function planText({requests, ...subject}: Plan): string {
  const lines = requests.map(({method, url, body}) => {
    const json = safeJson(body, 2).split('\n').join('\n    ');
    return `  ${visible(method)} ${visible(url)}\n    ${json}\n`;
  });
  return `${titleOf(subject)}\n${lines.join('')}`;
}
