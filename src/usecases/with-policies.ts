import type {Eligibility} from '../core/eligibility.ts';
import type {App} from './app.ts';
import {interleave} from './interleave.ts';
import {readPolicy} from './policy-of.ts';
import {troubleIn} from './trouble.ts';

/** Policies read at once: a burst that every cloud's bucket holds (reference azure-pim 2.6). */
const AT_ONCE = 8;

/**
 * The same eligibilities, in the same order, with what each asks for. Only what is unknown is read; a policy that cannot
 * be read stays unknown, for it is no failed source (contract 3, "Lists").
 */
export async function withPolicies(
  app: App,
  items: readonly Eligibility[],
  signal: AbortSignal,
): Promise<readonly Eligibility[]> {
  const known = new Map(items.map(item => [item.id, item]));
  const works = items.filter(isUnknown).map(item => (inner: AbortSignal) => learn(app, item, inner));
  for await (const item of interleave(works, AT_ONCE, signal)) known.set(item.id, item);
  return items.map(item => known.get(item.id) ?? item);
}

const isUnknown = ({maxDuration, requires}: Eligibility): boolean =>
  maxDuration === null && Object.values(requires).every(asked => asked === null);

async function* learn(app: App, item: Eligibility, signal: AbortSignal): AsyncGenerator<Eligibility> {
  let learnt: Eligibility | undefined;
  await troubleIn(async () => {
    const {maxDuration, requires} = await readPolicy(app, item, signal);
    learnt = {...item, maxDuration, requires};
  });
  if (learnt !== undefined) yield learnt;
}
