import {Trouble} from '../core/problem.ts';
import type {Secret} from '../core/secret.ts';
import type {Sink, SinkEvents, SinkSettings} from '../core/sink.ts';
import {monitorScope} from '../core/sink-monitor.ts';
import {type PostParts, post, type Reply} from './post.ts';
import {refusal} from './refusals.ts';
import {rowOf} from './sentinel-columns.ts';

export interface SentinelParts extends PostParts {
  /**
   * A token of the person who is signed in to Entra, for this scope, never by asking anybody. Rejects `signed-out`,
   * `step-up-needed`, `sign-in-blocked` or `consent-missing`.
   */
  readonly token: (scope: string, signal: AbortSignal) => Promise<Secret>;
}

type SentinelSettings = Extract<SinkSettings, {readonly type: 'sentinel'}>;

/** 1 MB a call is the limit of the Logs Ingestion API; some of it is left for what is around the rows. */
const LONGEST_BODY = 900_000;

/** Microsoft Sentinel by the Logs Ingestion API 2023-01-01: rows for a stream of a data collection rule. */
export function createSentinel(settings: SentinelSettings, parts: SentinelParts): Sink {
  const {name} = settings;
  return {
    ...{name, type: 'sentinel', most: 100},
    send: async (events, signal) => {
      const rows = fitting(events, LONGEST_BODY);
      for (let count = rows.length; ; count = Math.ceil(count / 2)) {
        const reply = await sent(settings, parts, rows.slice(0, count), signal);
        if (reply.status === 204) return count;
        if (reply.status !== 413 || count === 1) throw refused(settings, reply);
      }
    },
    preview: event => JSON.stringify([rowOf(event)], null, 2),
  };
}

async function sent(
  settings: SentinelSettings,
  parts: SentinelParts,
  rows: readonly string[],
  signal: AbortSignal,
): Promise<Reply> {
  const url = addressOf(settings);
  const token = await parts.token(scopeFor(settings, url), signal);
  const headers = {'content-type': 'application/json', authorization: `Bearer ${token.reveal()}`};
  return post(parts, {what: whatIs(settings), url, headers, body: `[${rows.join(',')}]`}, signal);
}

/** As many rows, from the first on, as a call can carry; the first one in any case. */
function fitting(events: SinkEvents, most: number): readonly string[] {
  const rows: string[] = [];
  let length = 0;
  for (const event of events) {
    const row = JSON.stringify(rowOf(event));
    length += Buffer.byteLength(row) + 1;
    if (rows.length > 0 && length > most) return rows;
    rows.push(row);
  }
  return rows;
}

const whatIs = ({name}: SentinelSettings): string => `the sink “${name}”`;

function addressOf({endpoint, ruleId, stream}: SentinelSettings): URL {
  const path = `/dataCollectionRules/${encodeURIComponent(ruleId)}/streams/${encodeURIComponent(stream)}`;
  return new URL(`${path}?api-version=2023-01-01`, endpoint);
}

/** The settings have been checked at the door; a token is worth a second look. */
function scopeFor({name}: SentinelSettings, {protocol, hostname}: URL): string {
  const scope = protocol === 'https:' ? monitorScope(hostname) : undefined;
  if (scope !== undefined) return scope;
  const reason = 'the endpoint is no https host of Azure Monitor; no token is sent there';
  throw new Trouble({code: 'misconfigured', setting: `sinks.${name}`, reason});
}

function refused(settings: SentinelSettings, reply: Reply): Trouble {
  const what = whatIs(settings);
  if (reply.status >= 200 && reply.status < 300)
    return new Trouble({code: 'bad-answer', what, reason: `it answers ${reply.status} where 204 is due`});
  return refusal(what, reply, STEPS[reply.status] ?? []);
}

const STEPS: Readonly<Record<number, readonly string[]>> = {
  401: ['Sign in again: stint login entra'],
  403: [
    'Ask for the role Monitoring Metrics Publisher on the data collection rule; it counts after half an hour',
  ],
  404: ['Compare endpoint, ruleId and stream with the outputs of the deployment: deploy/sentinel/README.md'],
};
