import type {Activation} from '../../core/activation.ts';
import type {Eligibility} from '../../core/eligibility.ts';
import type {Grant} from '../../core/grant.ts';
import {untrusted} from '../../core/untrusted.ts';
import {cancel} from '../cancel.ts';
import type {Asked} from './asking.ts';
import type {EmergencyStory} from './emergency-story.ts';
import type {Flow} from './flow.ts';
import type {Footing} from './footing.ts';

/** A rung that is asked for and on its way while the next one is tried. */
export interface Waiting {
  readonly footing: Footing;
  readonly asked: Asked;
}

/**
 * Takes back what is on its way, because another rung has worked. Of a request whose outcome is not known nothing can be
 * taken back: what comes of it is ended by whoever reads it back (`Intent.isUnwanted`).
 */
export async function* withdrawing(flow: Flow, all: readonly Waiting[]): AsyncGenerator<EmergencyStory> {
  const {chronicle, signal} = flow;
  for (const {footing, asked} of all) {
    const {app, rung, eligibility} = footing;
    await app.journal.unwant(asked.requestId);
    if (asked.activation.requestId !== null) {
      const onTrouble = chronicle.missed.bind(chronicle);
      const request = requestRow(eligibility, asked.activation, asked.requestId);
      for await (const story of cancel(app, [request], signal, {onTrouble}))
        yield {type: 'road', rung, story: {...story, ...(story.type === 'item' && {item: eligibility.id})}};
    }
    yield* chronicle.untold();
  }
}

/** As the cloud lists it among open requests. */
function requestRow(
  {id: eligibilityId, kind, name, scope, guarantee, address}: Eligibility,
  {state, requestId}: Activation,
  ours: string,
): Grant {
  const named = requestId ?? ours;
  return {
    ...{id: named, requestId: named, eligibilityId, kind, name, scope, state, guarantee, address},
    ...{assignment: 'activated', startsAt: null, endsAt: null, credentialsEndAt: null, justification: null},
  };
}

/**
 * What is held. Behind `already-active` it is the grant that the provider has seen listed and named; without a name the
 * lists could not be read, and it may be active, scheduled, or have just ended (reference azure-pim 2.6): nothing is held
 * as far as anybody knows.
 */
export function runningGrant({footing, asked}: Waiting): Grant | undefined {
  const {grant, problem} = asked.activation;
  if (grant !== null || problem?.code !== 'already-active') return grant ?? undefined;
  const {endsAt, grantId} = problem;
  if (grantId === undefined) return undefined;
  const {id: eligibilityId, kind, name, scope, guarantee, address} = footing.eligibility;
  const assignment = kind.startsWith('aws-') ? 'lent' : 'activated';
  return {
    ...{id: grantId, eligibilityId, kind, name, scope, state: 'active', assignment, guarantee, address},
    ...{startsAt: null, endsAt, credentialsEndAt: null, requestId: null, justification: untrusted('')},
  };
}
