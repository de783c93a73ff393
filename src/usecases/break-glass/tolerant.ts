import {type AuditFact, FIRST_PREV} from '../../core/audit.ts';
import type {Actor} from '../../core/intent.ts';
import type {AuditLog, Authority, Cache, StatusFile} from '../../core/ports.ts';
import type {App} from '../app.ts';
import type {Chronicle} from './chronicle.ts';
import type {EmergencyLog} from './emergency-app.ts';
import {TolerantJournal} from './tolerant-journal.ts';

/**
 * An app whose journal, record and copies hold no request up: each is waited for a bounded time, and what they do not take
 * is told (`unwritten`). Its record is the emergency's, and does not refuse to be written on because it is broken.
 */
export function tolerant(app: App, log: EmergencyLog, chronicle: Chronicle): App {
  const {statusFile} = app;
  return {
    ...app,
    journal: new TolerantJournal(app.journal, chronicle),
    audit: tolerantLog(app.audit, log, chronicle),
    cache: boundedCache(app.cache, chronicle),
    statusFile: statusFile && boundedFile(statusFile, chronicle),
  };
}

function tolerantLog(audit: AuditLog, log: EmergencyLog, chronicle: Chronicle): AuditLog {
  const {record} = chronicle;
  return {
    append: async fact => {
      let entry = unplaced(fact);
      await chronicle.attempt(async () => {
        entry = await record.wait(() => log.append(fact));
      });
      return entry;
    },
    entries: () => log.entries(),
    verify: trust => audit.verify(trust),
    anchor: async () => record.wait(async () => log.anchor?.()),
  };
}

/** A line that has no place in the chain, as those beside the record. */
const unplaced = (fact: AuditFact) => ({...fact, seq: 0, prev: FIRST_PREV});

function boundedCache(cache: Cache, {state}: Chronicle): Cache {
  return {
    eligibilities: kind => state.wait(() => cache.eligibilities(kind)),
    keepEligibilities: (...kept) => state.wait(() => cache.keepEligibilities(...kept)),
    grants: kind => state.wait(() => cache.grants(kind)),
    keepGrants: (...kept) => state.wait(() => cache.keepGrants(...kept)),
    policies: kind => state.wait(() => cache.policies(kind)),
    keepPolicy: (...kept) => state.wait(() => cache.keepPolicy(...kept)),
  };
}

const boundedFile = (file: StatusFile, {state}: Chronicle): StatusFile => ({
  write: (grants, at) => state.wait(() => file.write(grants, at)),
});

/** Who acts was found out before: a token store that hangs now is not asked again. */
export function knownAs(authority: Authority, actor: Actor): Authority {
  return {
    provider: authority.provider,
    session: authority.session,
    identity: () => authority.identity(),
    actor: async () => actor,
    signIn: (flow, signal) => authority.signIn(flow, signal),
    stepUp: (challenge, kind, flow, signal) => authority.stepUp(challenge, kind, flow, signal),
    signOut: () => authority.signOut(),
  };
}
