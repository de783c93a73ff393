import type {Grant} from '../../src/core/grant.ts';
import {untrusted} from '../../src/core/untrusted.ts';
import {openLoans} from '../../src/usecases/lend.ts';
import {restingOn} from '../../src/usecases/resting-on.ts';
import {run as activating} from './activating.ts';
import {type AwsWorld, membership, orderOf, permissionSet} from './aws-world.ts';
import {troubled} from './fake-cloud.ts';
import {ADA, grant} from './samples.ts';

export const SIGNED_OUT = troubled({code: 'signed-out', reason: 'expired'});

/** The membership that a loan may rest on. */
export const member = grant({
  ...{id: 'grp-1.abc', eligibilityId: 'grp-1', kind: 'entra-group', name: untrusted('Member')},
  ...{scope: membership().scope, address: membership().address},
});

/** Opens a loan and gives it. */
export async function lent(w: AwsWorld, of = permissionSet()): Promise<Grant> {
  await activating(w, [orderOf(of)]);
  const loan = (await openLoans(w.app)).find(one => one.eligibilityId === of.id);
  if (loan === undefined) throw new Error('no loan was opened');
  return loan;
}

/** A loan that rests on a membership which was activated for it. */
export const resting = (id = 'aws-1', on = member) =>
  permissionSet({id, address: restingOn(permissionSet().address, {grant: on, actor: ADA})});
