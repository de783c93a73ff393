import {Readable} from 'node:stream';
import type {NodeHttpHandler} from '@smithy/node-http-handler';
import type {AwsService} from '../../src/core/aws.ts';
import type {AwsAccess, ClientParts} from '../../src/providers/aws/access.ts';

type Headers = Readonly<Record<string, string>>;

/** One request of an SDK client and its answer, as they went over the wire. Header names are in small letters. */
export interface AwsExchange {
  readonly service: AwsService;
  readonly method: string;
  readonly path: string;
  readonly query: Headers;
  readonly headers: Headers;
  readonly asked: string;
  readonly status: number;
  readonly answerHeaders: Headers;
  readonly answered: string;
}

/** The clients' parts with every exchange kept, in order. */
export function recordedParts(access: AwsAccess, exchanges: AwsExchange[]): AwsAccess['clientParts'] {
  return async (service, session, credentials): Promise<ClientParts> => {
    const parts = await access.clientParts(service, session, credentials);
    const {requestHandler} = parts;
    const handle = requestHandler.handle.bind(requestHandler);
    requestHandler.handle = async (request, options) => {
      const {response} = await handle(request, options);
      const answered = await textOf(response.body);
      exchanges.push({
        ...{service, ...requestOf(request), status: response.statusCode, answered},
        answerHeaders: inSmallLetters(response.headers),
      });
      return {response: Object.assign(response, {body: Readable.from([Buffer.from(answered)])})};
    };
    return parts;
  };
}

type Request = Parameters<NodeHttpHandler['handle']>[0];

function requestOf({method, path, query = {}, headers, body}: Request) {
  // The SDK's bodies are bytes that complain when they are handled as text: they are read as bytes.
  const asked = body instanceof Uint8Array ? new TextDecoder().decode(body) : String(body ?? '');
  return {method, path, asked, query: texts(query), headers: inSmallLetters(headers)};
}

const texts = (values: object): Headers =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));

const inSmallLetters = (headers: Headers): Headers =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
