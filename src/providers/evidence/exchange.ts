import type {Agent, IncomingMessage} from 'node:http';

/** The head of an answer. */
export interface Head {
  readonly status: number;
  readonly date: string | undefined;
  /** It came over TLS from the host itself: a proxy that lets nobody through answers in the clear. */
  readonly isFromHost: boolean;
  /** It was kept by somebody on the way, and so was its date. */
  readonly isKept: boolean;
}

/** One GET without credentials. What follows the head is not read; the connection goes with it. */
export async function headOf(url: URL, agent: Agent, signal: AbortSignal): Promise<Head> {
  const {request} = await import('node:https');
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const asked = request(url, {agent, signal, headers: {accept: 'application/json', 'user-agent': 'stint'}});
    asked.on('response', resolve);
    // Stays: a connection that is cut later is nobody's trouble.
    asked.on('error', reject);
    asked.end();
  });
  answer.on('error', () => undefined);
  const {statusCode = 0, headers, socket} = answer;
  const isFromHost = 'encrypted' in socket && socket.encrypted === true;
  answer.destroy();
  return {status: statusCode, date: headers.date, isFromHost, isKept: headers.age !== undefined};
}
