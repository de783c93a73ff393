import type {AuditEntry, AuditType} from '../core/audit.ts';
import {explain} from '../core/explain.ts';
import type {AuditLog} from '../core/ports.ts';
import {problemOf, Trouble} from '../core/problem.ts';
import {type Millis, minutes, seconds} from '../core/time.ts';
import type {AuditLogParts} from './audit-log.ts';
import {createAuditLog, groundOf} from './audit-log.ts';
import type {AuditMemory} from './audit-memory.ts';
import type {SigningKeyStore} from './signing-key.ts';
import {within} from './waiting.ts';

export interface SignedLogParts extends AuditLogParts {
  readonly memory: AuditMemory;
  /** Opened when something is to be signed, and not before. */
  readonly keys: () => Promise<SigningKeyStore>;
}

/** What is worth a signature soon. */
const MOMENTS: readonly AuditType[] = ['active', 'end', 'break-glass'];
/** At the latest after this many lines. */
const MOST_UNSIGNED = 50;
const LEAST_BETWEEN: Millis = minutes(1);
/** How long a process stays for a signature that is on its way. */
const PARTING: Millis = seconds(4.5);

/**
 * The record with signed checkpoints. They are made behind the work, at most one a minute: no activation and no end
 * waits for one or fails with it. Why one could not be made is kept, and `verify` tells it.
 */
export function createSignedAuditLog(parts: SignedLogParts): AuditLog {
  const log = createAuditLog(parts);
  const {memory, clock} = parts;
  let signing: Promise<void> = Promise.resolve();
  const sign = async (practice: boolean) => {
    const {signRecord} = await import('./audit-sign.ts');
    await signRecord(await signingGround(parts), practice);
  };
  const inPassing = async (entry: AuditEntry) => {
    if (!(await isDue(parts, entry))) return;
    await memory.keep({triedAt: clock.now()});
    await sign(entry.practice).catch(thrown => memory.keep({unsigned: explain(problemOf(thrown)).title}));
  };
  return {
    ...log,
    async append(fact) {
      const entry = await log.append(fact);
      signing = signing.then(() => inPassing(entry)).catch(onlyTrouble);
      return entry;
    },
    sign,
    async acknowledge(fact, options) {
      const {acknowledge} = await import('./audit-acknowledge.ts');
      return acknowledge(await signingGround(parts), fact, options);
    },
    async prove(seq) {
      const {proofOf} = await import('./audit-proof.ts');
      return proofOf(await signingGround(parts), seq);
    },
    async anchor() {
      const {head, key} = await memory.recall();
      return head === undefined || key === undefined ? undefined : {hash: head.head, key};
    },
    settled: () =>
      within(clock, PARTING, signal =>
        Promise.race([signing, new Promise<void>(done => signal.addEventListener('abort', () => done()))]),
      ),
  };
}

const signingGround = async (parts: SignedLogParts) => ({
  ...groundOf(parts),
  memory: parts.memory,
  keys: await parts.keys(),
});

async function isDue({memory, clock}: SignedLogParts, {seq, type}: AuditEntry): Promise<boolean> {
  const {triedAt, signedSeq = 0} = await memory.recall();
  if (triedAt !== undefined && Math.abs(clock.now() - triedAt) < LEAST_BETWEEN) return false;
  return MOMENTS.includes(type) || seq - signedSeq >= MOST_UNSIGNED;
}

/** The memory cannot be written: there is nowhere to say so, and the record itself stands. */
function onlyTrouble(thrown: unknown): void {
  if (!(thrown instanceof Trouble)) throw thrown;
}
