import type {AuditAnchor} from '../core/audit.ts';
import {authorityOf} from '../core/kind.ts';
import type {App} from './app.ts';
import type {ActivationOrder} from './story.ts';
import {troubleIn} from './trouble.ts';

const SHORT = 16;
/** The longest justification that the PIM APIs are known to take. */
const LONGEST = 500;

/**
 * Lets the clouds' own logs vouch for the record, where the settings ask for it: the hash of its last line and the
 * fingerprint of its key ride behind the justification. What a person wrote is never shortened for that.
 */
export async function anchored(
  app: App,
  orders: readonly ActivationOrder[],
): Promise<readonly ActivationOrder[]> {
  if (app.settings.audit?.anchorInJustification !== true) return orders;
  const anchor = await anchorOf(app);
  if (anchor === undefined) return orders;
  const mark = ` [stint:${anchor.hash.slice(0, SHORT)}/${anchor.key.slice(0, SHORT)}]`;
  return orders.map(order => (isTold(order) ? withMark(order, mark) : order));
}

/** A request is not held up by an anchor that cannot be read. */
async function anchorOf({audit}: App): Promise<AuditAnchor | undefined> {
  let anchor: AuditAnchor | undefined;
  await troubleIn(async () => {
    anchor = await audit.anchor?.();
  });
  return anchor;
}

const isTold = ({eligibility}: ActivationOrder): boolean => authorityOf(eligibility.kind) === 'entra';

function withMark(order: ActivationOrder, mark: string): ActivationOrder {
  const {justification} = order.request;
  if (justification === null || justification.length + mark.length > LONGEST) return order;
  return {...order, request: {...order.request, justification: justification + mark}};
}
