import {askedScope} from '../core/asked-scope.ts';
import type {AuditEntry, AuditFact, AuditType} from '../core/audit.ts';
import type {Scope} from '../core/eligibility.ts';
import type {EmergencyFact} from '../core/emergency.ts';
import type {Grant} from '../core/grant.ts';
import type {Actor, Intent, Ticket} from '../core/intent.ts';
import type {Kind} from '../core/kind.ts';
import type {Problem} from '../core/problem.ts';
import {type Instant, showInstant} from '../core/time.ts';
import {exact, type Untrusted} from '../core/untrusted.ts';
import type {App} from './app.ts';

/** What writing a line takes. */
export interface Recording extends Pick<App, 'profile' | 'practice' | 'clock' | 'server'> {
  readonly audit: Pick<App['audit'], 'append'>;
}

/** What a line is about. What is not told is `null` in the line. */
export interface Particulars {
  readonly actor?: Actor | undefined;
  readonly eligibilityId?: string | undefined;
  readonly kind?: Kind | undefined;
  readonly name?: Untrusted | undefined;
  readonly scope?: Scope | undefined;
  readonly justification?: string | null | undefined;
  readonly ticket?: Ticket | null | undefined;
  readonly requestId?: string | null | undefined;
  readonly endsAt?: Instant | null | undefined;
  readonly problem?: Problem | undefined;
  readonly emergency?: EmergencyFact | undefined;
}

/** Writes a line of the record; it is durable when this returns. Rejects `state-unwritable`. */
export function record(app: Recording, type: AuditType, about: Particulars): Promise<AuditEntry> {
  return app.audit.append(factOf(app, type, about));
}

function factOf(app: Recording, type: AuditType, about: Particulars): AuditFact {
  return {
    type,
    time: showInstant(app.server.now()),
    localTime: showInstant(app.clock.now()),
    profile: app.profile,
    practice: app.practice,
    ...whose(about.actor),
    eligibilityId: about.eligibilityId ?? null,
    kind: about.kind ?? null,
    name: about.name === undefined ? null : exact(about.name),
    scope: about.scope === undefined ? null : plain(about.scope),
    justification: about.justification ?? null,
    ticket: about.ticket ?? null,
    requestId: about.requestId ?? null,
    endsAt: about.endsAt == null ? null : showInstant(about.endsAt),
    problem: about.problem?.code ?? null,
    ...(about.emergency && {emergency: about.emergency}),
  };
}

const whose = (actor: Actor | undefined) => ({
  authority: actor?.authority || null,
  tenantId: actor?.tenantId || null,
  oid: actor?.oid || null,
  account: actor?.account || null,
});

const plain = ({id, name, type}: Scope) => ({id, name: exact(name), type});

/** The particulars of a request of ours. */
export function ofIntent(intent: Intent): Particulars {
  const {actor, eligibilityId, kind, name, request, id} = intent;
  const {justification, ticket, narrowerScope} = request;
  const scope = askedScope(intent.scope, narrowerScope);
  return {actor, eligibilityId, kind, name, scope, justification, ticket, requestId: id};
}

/** The particulars of a grant, or of an open request. */
export function ofGrant(grant: Grant, actor: Actor | undefined): Particulars {
  const {eligibilityId, kind, name, scope, requestId, endsAt} = grant;
  const justification = grant.justification === null ? null : exact(grant.justification);
  return {actor, eligibilityId, kind, name, scope, requestId, endsAt, justification};
}
