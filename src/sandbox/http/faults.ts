import type {Answer, Call, OriginName} from './call.ts';

/** What goes wrong instead of, or around, the real answer. */
export interface Harm {
  /** Answer this instead; nothing happens inside. */
  readonly status?: number | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: unknown;
  /** Wait so long first, in ms of real time. */
  readonly delayMs?: number | undefined;
  /** Cut the connection; nothing happens inside. */
  readonly reset?: true | undefined;
  /** The real answer, cut in the middle of its body. */
  readonly truncate?: true | undefined;
  /** 200 with a web page, or with JSON of another shape; nothing happens inside. */
  readonly garbage?: 'html' | 'json' | undefined;
  /** Never answer; with `loseAnswer` the effect happens all the same. */
  readonly hang?: true | undefined;
  /** The effect happens, then the connection is cut. */
  readonly loseAnswer?: true | undefined;
}

export interface Fault {
  /** `path`: a string is looked for inside path and query, a RegExp is tried on them. Left out: every request. */
  readonly match?:
    | {
        readonly origin?: OriginName | undefined;
        readonly method?: string | undefined;
        readonly path?: RegExp | string | undefined;
      }
    | undefined;
  /** 1-based among the matching requests; from there on. */
  readonly nth?: number | undefined;
  /** For how many of them: one if `nth` is given, else all. */
  readonly times?: number | undefined;
  readonly do: Harm;
}

export interface Faults {
  add(fault: Fault): void;
  clear(): void;
  /** How often any fault struck. */
  readonly hits: number;
  /** The next request that is never answered. */
  nextHang(): Promise<Hung>;
}

/** A request that waits for an answer that does not come. */
export interface Hung {
  readonly path: string;
  /** When its client has given up and closed the connection. */
  readonly gone: Promise<void>;
}

export interface FaultBook extends Faults {
  /** The harm this request meets, if any; counts it. */
  meet(call: Call): Harm | undefined;
  /** It is not answered. */
  hang(call: Call): void;
}

export function createFaults(): FaultBook {
  let book: {fault: Fault; seen: number}[] = [];
  let hits = 0;
  const watchers: ((hung: Hung) => void)[] = [];
  return {
    add: fault => book.push({fault, seen: 0}),
    clear: () => {
      book = [];
    },
    get hits() {
      return hits;
    },
    nextHang: () =>
      new Promise(resolve => {
        watchers.push(resolve);
      }),
    hang: ({path, gone}) => {
      for (const tell of watchers.splice(0)) tell({path, gone: over(gone)});
    },
    meet: call => {
      const struck = book
        .filter(({fault}) => matches(fault, call))
        .filter(entry => strikes(entry.fault, ++entry.seen));
      if (struck.length > 0) hits += 1;
      return struck[0]?.fault.do;
    },
  };
}

const over = (signal: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), {once: true});
  });

function strikes({nth, times}: Fault, seen: number): boolean {
  const first = nth ?? 1;
  const count = times ?? (nth === undefined ? Number.POSITIVE_INFINITY : 1);
  return seen >= first && seen < first + count;
}

function matches({match}: Fault, call: Call): boolean {
  const place = call.query.size > 0 ? `${call.path}?${call.query}` : call.path;
  if (call.origin === 'control') return false;
  if (match?.origin !== undefined && match.origin !== call.origin) return false;
  if (match?.method !== undefined && match.method.toUpperCase() !== call.method) return false;
  if (typeof match?.path === 'string') return place.toLowerCase().includes(match.path.toLowerCase());
  return (
    match?.path === undefined ||
    new RegExp(match.path.source, match.path.flags.replace(/[gy]/g, '')).test(place)
  );
}

const page = '<!doctype html><html><head><title>Proxy</title></head><body><h1>Please wait</h1></body></html>';

/** The answer that replaces the real one, or undefined where the real one is still wanted. */
export function cannedAnswer(harm: Harm): Answer | undefined {
  if (harm.garbage === 'html')
    return {status: harm.status ?? 200, headers: {'content-type': 'text/html'}, body: page};
  if (harm.garbage === 'json')
    return {status: harm.status ?? 200, headers: harm.headers, body: {unexpected: [1, null]}};
  if (harm.status === undefined && harm.body === undefined) return undefined;
  return {status: harm.status ?? 200, headers: harm.headers, body: harm.body ?? {}};
}
