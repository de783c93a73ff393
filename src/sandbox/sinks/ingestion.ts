import {admitted, type Gate} from '../bearer.ts';
import type {Answer, Call} from '../http/call.ts';
import {Refusal} from '../refusal.ts';
import type {CollectionRule, Intake, Stream} from './model.ts';

/** The resource that tokens for the Logs Ingestion API are asked for. */
export const monitorAudience = 'https://monitor.azure.com';

/** Limits of the API: 1 MB a call, uncompressed. */
const longestBody = 1024 * 1024;

const place = /^\/dataCollectionRules\/([^/]+)\/streams\/([^/]+)$/;

/** `POST /dataCollectionRules/{immutable id}/streams/{stream}`; `undefined`: the address is another's. */
export function ingestion(intake: Intake, gate: Gate, call: Call): Answer | undefined {
  const [, ruleId = '', stream = ''] = place.exec(call.path) ?? [];
  if (ruleId === '') return undefined;
  try {
    return ingested(intake, gate, call, {ruleId, stream});
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    const {status, code, message} = refusal;
    const headers = {...refusal.headers, 'x-ms-error-code': code};
    return {status, headers, body: {error: {code, message}}};
  }
}

interface Where {
  readonly ruleId: string;
  readonly stream: string;
}

function ingested(intake: Intake, gate: Gate, call: Call, {ruleId, stream}: Where): Answer {
  checkForm(call);
  admitted(call, gate);
  const rule = intake.rules.get(ruleId);
  if (rule === undefined)
    throw new Refusal(404, 'NotFound', `Data collection rule with immutable Id '${ruleId}' not found.`);
  if (!rule.publisher)
    throw new Refusal(
      403,
      'OperationFailed',
      `The authentication token provided does not have access to ingest data for the data collection rule with immutable Id '${ruleId}'.`,
    );
  for (const row of rowsOf(call, columnsOf(rule, stream)))
    intake.received.push({receiver: 'sentinel', name: stream, authorization: 'Bearer', body: row});
  return {status: 204};
}

function checkForm({method, query, headers, body}: Call): void {
  if (method !== 'POST') throw new Refusal(405, 'MethodNotAllowed', 'Only POST is allowed.');
  const version = query.get('api-version');
  if (version !== '2023-01-01' && version !== '2021-11-01-preview')
    throw new Refusal(400, 'InvalidApiVersion', `The api-version '${version}' is not supported.`);
  if (!headers['content-type']?.startsWith('application/json'))
    throw new Refusal(400, 'ContentTypeNotSupported', 'The content type must be application/json.');
  if (Buffer.byteLength(body) > longestBody)
    throw new Refusal(413, 'ContentLengthLimitExceeded', `The body is longer than ${longestBody} bytes.`);
}

function columnsOf({streams}: CollectionRule, name: string): Stream {
  const columns = Object.hasOwn(streams, name) ? streams[name] : undefined;
  if (columns !== undefined) return columns;
  throw new Refusal(400, 'InvalidStream', `Stream name '${name}' is not known to the data collection rule.`);
}

/**
 * Rows as the stream declares them. The real service drops columns it does not know and empties values of another type in
 * silence; here both are refused, so that a mistake is seen.
 */
function rowsOf({body}: Call, columns: Stream): readonly object[] {
  const rows = parsed(body);
  if (!Array.isArray(rows)) throw new Refusal(400, 'InvalidRequestContent', 'The body is no JSON array.');
  return rows.map(row => {
    for (const [name, value] of Object.entries(row))
      if (!fits(columns[name], value))
        throw new Refusal(
          400,
          'InvalidRow',
          `'${name}' does not fit its column (${columns[name] ?? 'none'}).`,
        );
    return row;
  });
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new Refusal(400, 'InvalidRequestContent', 'The body is no JSON.');
  }
}

function fits(type: string | undefined, value: unknown): boolean {
  if (type === undefined) return false;
  if (value === null || type === 'dynamic') return true;
  if (type === 'datetime') return typeof value === 'string' && !Number.isNaN(Date.parse(value));
  if (type === 'long') return Number.isSafeInteger(value);
  return typeof value === type;
}
