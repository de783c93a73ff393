import type {Activation} from '../core/activation.ts';
import type {Grant} from '../core/grant.ts';
import type {SignInEvent} from '../core/identity.ts';
import type {Problem} from '../core/problem.ts';
import {problemDocument} from '../core/problem-document.ts';
import {type Instant, showInstant} from '../core/time.ts';
import {exact, safeJson} from '../core/untrusted.ts';
import type {ItemEvent} from '../usecases/story.ts';
import {time} from './documents/document.ts';
import {grantItem} from './documents/grants.ts';
import {identityItem} from './documents/identities.ts';
import type {Output} from './host.ts';

/** The contract's event stream (4): one object a line, numbered from 1, always closed by `done`. */
export interface EventStream {
  signIn(event: SignInEvent): void;
  /** `now` is the item as far as its story has been told, this event included. */
  item(eligibilityId: string, event: ItemEvent['event'], now: Activation): void;
  /** A row of a list that is watched. */
  row(grant: Grant, type: RowEvent): void;
  failed(problem: Problem): void;
  /** A step of an emergency. */
  step(type: string, fields: object): void;
  done(exitCode: number, document?: unknown): void;
}

/** Types of events that a row of a list can have, by its state. */
export type RowEvent =
  | 'active'
  | 'ending'
  | 'ended'
  | 'scheduled'
  | 'pending-approval'
  | 'provisioning'
  | 'deactivating';

export function createEventStream(output: Output, now: () => Instant): EventStream {
  let seq = 0;
  const emit = (type: string, rest: object) => {
    seq += 1;
    output.write(`${safeJson({seq, time: showInstant(now()), type, ...rest})}\n`);
  };
  return {
    signIn: event => emit(event.type, signInFields(event)),
    item: (eligibilityId, event, {requestId}) =>
      emit(event.type, {eligibilityId, requestId, ...itemFields(event, now())}),
    row: (grant, type) => emit(type, rowFields(grant, type, now())),
    failed: problem =>
      emit('failed', {
        eligibilityId: problem.eligibilityId ?? null,
        requestId: null,
        problem: problemDocument(problem),
      }),
    step: emit,
    done: (exitCode, document) => emit('done', {exitCode, ...(document === undefined ? {} : {document})}),
  };
}

function rowFields(grant: Grant, type: RowEvent, now: Instant): object {
  const {eligibilityId, requestId} = grant;
  const about = {eligibilityId, requestId};
  switch (type) {
    case 'active':
    case 'ending':
      return {...about, grant: grantItem(grant, now)};
    case 'pending-approval':
      return {...about, approvers: []};
    case 'provisioning':
      return {...about, state: grant.state === 'unknown' ? 'unknown' : 'provisioning', detail: null};
    case 'scheduled':
      return {...about, startsAt: time(grant.startsAt)};
    case 'deactivating':
      return {...about, endsEarlyAt: null, problem: null};
    case 'ended':
      return about;
  }
}

function signInFields(event: SignInEvent): object {
  const {provider} = event;
  switch (event.type) {
    case 'device-code': {
      const userCode = exact(event.userCode);
      const verificationUri = exact(event.verificationUri);
      const expiresAt = showInstant(event.expiresAt);
      return {userCode, verificationUri, expiresAt, provider, session: event.session ?? null};
    }
    case 'browser':
      return {expiresAt: showInstant(event.expiresAt), provider};
    case 'signed-in':
      return {provider, identity: identityItem(event.identity)};
  }
}

function itemFields(event: ItemEvent['event'], now: Instant): object {
  switch (event.type) {
    case 'step-up':
      return {context: event.context};
    case 'pending-approval':
      return {approvers: event.approvers.map(exact)};
    case 'provisioning':
      return {state: event.state, detail: event.detail ?? null};
    case 'scheduled':
      return {startsAt: showInstant(event.startsAt)};
    case 'active':
    case 'usable':
    case 'ending':
      return {grant: grantItem(event.grant, now)};
    case 'deactivating':
      return {endsEarlyAt: time(event.endsEarlyAt), problem: event.problem && problemDocument(event.problem)};
    case 'failed':
      return {state: event.state ?? 'failed', problem: problemDocument(event.problem)};
    default:
      return {};
  }
}
