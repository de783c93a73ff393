import type {Probe, ProbeTarget} from '../../core/emergency.ts';
import type {Clock, Network, Prober} from '../../core/ports.ts';
import {Trouble} from '../../core/problem.ts';
import type {Millis} from '../../core/time.ts';
import {transportProblem} from '../entra/transport.ts';
import {type Head, headOf} from './exchange.ts';

export interface ProberParts {
  readonly network: Network;
  readonly clock: Clock;
}

/** Asks over https alone, nobody's redirects, and with no credential of any kind. */
export function createProber(parts: ProberParts): Prober {
  return {
    probe: async (targets, limit, signal) => {
      const asking = deadline(parts.clock, limit, signal);
      try {
        return await Promise.all(targets.map(target => probe(parts, target, asking)));
      } finally {
        asking.done();
      }
    },
  };
}

/** When to stop, and why. */
interface Deadline {
  readonly signal: AbortSignal;
  readonly reason: () => string;
  readonly done: () => void;
}

function deadline(clock: Clock, limit: Millis, given: AbortSignal): Deadline {
  const late = new AbortController();
  const done = new AbortController();
  clock.sleep(limit, done.signal).then(
    () => late.abort(),
    () => undefined,
  );
  return {
    signal: AbortSignal.any([given, late.signal]),
    reason: () => (late.signal.aborted ? 'no answer came in time' : 'nobody waited for its answer'),
    done: () => done.abort(),
  };
}

async function probe(parts: ProberParts, target: ProbeTarget, asking: Deadline): Promise<Probe> {
  const {service, label, url: text} = target;
  const {clock} = parts;
  const startedAt = clock.monotonic();
  const seen = await look(parts, target, asking);
  const host = URL.canParse(text) ? new URL(text).host : '';
  return {service, label, host, ...seen, took: Math.round(clock.monotonic() - startedAt)};
}

type Seen = Pick<Probe, 'isUp' | 'status' | 'reason'>;

const down = (reason: string, status: number | null = null): Seen => ({isUp: false, status, reason});

async function look(
  {network, clock}: ProberParts,
  {url: text}: ProbeTarget,
  asking: Deadline,
): Promise<Seen> {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'https:') return down('it is no https address');
  const askedAt = clock.now();
  try {
    const head = await unlessOver(asking.signal, async () =>
      headOf(url, await network.agentFor(url.href), asking.signal),
    );
    if (isTelling(head)) network.sawDate(head.date, askedAt);
    return judged(head);
  } catch (thrown) {
    return down(asking.signal.aborted ? asking.reason() : reasonOf(thrown));
  }
}

/** Whatever the work still does: finding a proxy or loading TLS knows no signal. */
function unlessOver<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const over = () => reject(new DOMException('over', 'AbortError'));
    if (signal.aborted) return over();
    signal.addEventListener('abort', over, {once: true});
    work()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', over));
  });
}

const isTelling = ({isFromHost, isKept, status}: Head): boolean => isFromHost && !isKept && status < 500;

function judged({status, isFromHost}: Head): Seen {
  if (!isFromHost) return down(`the proxy lets nobody through to it (it answered ${status})`);
  return status < 500 ? {isUp: true, status, reason: null} : down(`it answered ${status}`, status);
}

/** In words of ours: Node's own name addresses and, of a proxy, may hold a password. */
function reasonOf(thrown: unknown): string {
  if (thrown instanceof Trouble) return troubleReason(thrown);
  const code = thrown instanceof Error ? (thrown as NodeJS.ErrnoException).code : undefined;
  const problem = transportProblem(code, '');
  return problem?.code === 'unreachable' ? problem.reason : 'the connection failed';
}

function troubleReason({problem}: Trouble): string {
  return problem.code === 'misconfigured'
    ? `${problem.setting ?? 'the network'} is not set right`
    : 'the connection failed';
}
