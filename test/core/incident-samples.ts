import {type AuditEntry, type AuditFact, FIRST_PREV} from '../../src/core/audit.ts';
import type {EmergencyStep} from '../../src/core/emergency.ts';

const START = Date.UTC(2026, 10, 22, 3);

const EMPTY: Omit<AuditFact, 'time' | 'localTime'> = {
  ...{type: 'break-glass', profile: 'default', authority: null, tenantId: null, oid: null, account: null},
  ...{eligibilityId: null, kind: null, name: null, scope: null, justification: null, ticket: null},
  ...{requestId: null, endsAt: null, problem: null, practice: false},
};

/** A record that grows a line a minute from 03:00 on. `prev` of each line is `hash-N` of the one before. */
export class SampleRecord {
  readonly entries: AuditEntry[] = [];

  add(fact: Partial<AuditFact>): this {
    const seq = this.entries.length + 1;
    const time = new Date(START + seq * 60_000).toISOString().replace('.000Z', 'Z');
    this.entries.push({
      ...EMPTY,
      time,
      localTime: time,
      ...fact,
      seq,
      prev: seq === 1 ? FIRST_PREV : `hash-${seq - 1}`,
    });
    return this;
  }

  step(incident: string, step: EmergencyStep, fact: Partial<AuditFact> = {}, drill = false): this {
    return this.add({...fact, emergency: {...step, incident, drill}});
  }

  opened(incident: string, rungs: readonly string[] = ['prod-owner'], drill = false): this {
    const settings = {path: '/home/ada/config.json', sha256: 'ab'.repeat(32)};
    const step = {step: 'opened', rungs, settings, broken: null} as const;
    return this.step(incident, step, {justification: `why ${incident}`}, drill);
  }

  granted(incident: string, rung: string, fact: Partial<AuditFact> = {}, drill = false): this {
    return this.step(incident, {step: 'granted', rung, grantId: `${rung}.g`}, {...OWNER, ...fact}, drill);
  }
}

export const OWNER: Partial<AuditFact> = {
  ...{account: 'ada@contoso.example', eligibilityId: 'azr-1', kind: 'azure-resource', name: 'Owner'},
  ...{scope: {id: '/subscriptions/s1', name: 'prod', type: 'subscription'}, requestId: 'req-1'},
  endsAt: '2026-11-22T04:00:00Z',
};

/** 03:00 and so many minutes. */
export const minute = (count: number): number => START + count * 60_000;
