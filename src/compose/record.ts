import type {AuditLog} from '../core/ports.ts';
import {later, streamed} from './later.ts';
import type {RecordParts} from './signed-record.ts';

type WholeLog = {readonly [Name in keyof AuditLog]-?: NonNullable<AuditLog[Name]>};

/** The record of all profiles. It comes with its first use: a cached answer writes and reads none. */
export function createRecord(parts: RecordParts): AuditLog {
  let isUsed = false;
  // It is signed and remembered, and so can do all that a record may.
  const load = later(async () => (await import('./signed-record.ts')).createSignedRecord(parts) as WholeLog);
  const record = () => {
    isUsed = true;
    return load();
  };
  return {
    append: async fact => (await record()).append(fact),
    entries: () => streamed(async () => (await record()).entries()),
    verify: async trust => (await record()).verify(trust),
    check: async () => (await record()).check(),
    acknowledge: async (fact, options) => (await record()).acknowledge(fact, options),
    sign: async practice => (await record()).sign(practice),
    prove: async seq => (await record()).prove(seq),
    anchor: async () => (await record()).anchor(),
    settled: async () => (isUsed ? (await record()).settled() : undefined),
  };
}
