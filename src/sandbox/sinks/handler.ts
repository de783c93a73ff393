import type {Gate} from '../bearer.ts';
import {type Answer, type Call, type Handler, jsonBody, record, text} from '../http/call.ts';
import {ingestion} from './ingestion.ts';
import type {Intake, Received} from './model.ts';

type Receiver = (intake: Intake, call: Call, name: string) => Answer;

const receivers: Readonly<Record<string, Receiver>> = {hooks: webhook, services: slack, workflows: teams};

/** `/hooks/NAME` takes CloudEvents, `/services/NAME` is like Slack, `/workflows/NAME` like Teams; and log ingestion. */
export function sinksHandler(intake: Intake, gate: Gate): Handler {
  return call => {
    const logs = ingestion(intake, gate, call);
    if (logs !== undefined) return logs;
    const [, kind = '', name = ''] = call.path.split('/');
    const receiver = Object.hasOwn(receivers, kind) ? receivers[kind] : undefined;
    // As Express words it: the address, which is a secret, comes back in the body.
    if (receiver === undefined || name === '')
      return {
        status: 404,
        headers: {'content-type': 'text/html'},
        body: `Cannot ${call.method} ${call.path}`,
      };
    if (call.method !== 'POST') return {status: 405};
    return receiver(intake, call, name);
  };
}

const keep = (intake: Intake, call: Call, receiver: Received['receiver'], name: string): number =>
  intake.received.push({
    ...{receiver, name, body: jsonBody(call)},
    authorization: call.headers.authorization ?? null,
  });

const required = ['specversion', 'id', 'source', 'type'];

/** CloudEvents 1.0, structured mode: the four attributes are there, as texts, and names are lower-case letters and digits. */
function webhook(intake: Intake, call: Call, name: string): Answer {
  if (!call.headers['content-type']?.startsWith('application/cloudevents+json')) return {status: 415};
  const event = jsonBody(call);
  const lacking = required.filter(one => (text(event[one]) ?? '') === '');
  const misnamed = Object.keys(event).filter(one => !/^[a-z0-9]{1,20}$/.test(one));
  if (lacking.length > 0 || misnamed.length > 0) return {status: 400, body: {lacking, misnamed}};
  keep(intake, call, 'webhook', name);
  return {status: 202};
}

function slack(intake: Intake, call: Call, name: string): Answer {
  const {text: words, blocks} = jsonBody(call);
  const plain = (body: string, status = 200): Answer => ({
    status,
    headers: {'content-type': 'text/plain'},
    body,
  });
  if (text(words) === null) return plain('no_text', 400);
  const tooLong = (Array.isArray(blocks) ? blocks : []).some(
    block => (text(record(record(block).text).text) ?? '').length > 3000,
  );
  if (tooLong) return plain('invalid_blocks', 400);
  keep(intake, call, 'slack', name);
  return plain('ok');
}

/** A message of one adaptive card; 28 KB at most. */
function teams(intake: Intake, call: Call, name: string): Answer {
  const {type, attachments} = jsonBody(call);
  const [card] = Array.isArray(attachments) ? attachments.map(record) : [];
  const isCard = card?.contentType === 'application/vnd.microsoft.card.adaptive';
  if (type !== 'message' || !isCard || record(card?.content).type !== 'AdaptiveCard') return {status: 400};
  if (Buffer.byteLength(call.body) > 28 * 1024) return {status: 413};
  keep(intake, call, 'teams', name);
  return {status: 202};
}
