/** What is known of a call that failed, whichever stack threw it. */
export interface WireError {
  /** HTTP status; `undefined` when no whole answer came. */
  readonly status: number | undefined;
  /** The service's own code (`RoleAssignmentExists`), or the transport's (`ECONNREFUSED`). */
  readonly code: string | undefined;
  readonly message: string;
  /** The answer's text, where the stack kept it. */
  readonly text: string | undefined;
  readonly header: (name: string) => string | undefined;
  readonly correlationId: string | undefined;
}

/** `RestError` (ARM), `GraphError`, what `fetch` throws, or the same members put together by hand. */
export interface Thrown {
  readonly name?: string | undefined;
  readonly statusCode?: number | undefined;
  readonly code?: string | undefined;
  readonly message?: string | undefined;
  readonly body?: unknown;
  readonly headers?: unknown;
  readonly cause?: unknown;
  readonly response?:
    | {readonly headers?: unknown; readonly bodyAsText?: string | null | undefined}
    | undefined;
}

interface ServiceError {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly innerError?: Readonly<Record<string, unknown>> | undefined;
}

export function readWireError(thrown: Thrown): WireError {
  const text = bodyText(thrown);
  const said = serviceError(text);
  const header = headerOf(thrown.headers ?? thrown.response?.headers);
  const {code, message} = unwrapped({
    code: textOf(said?.code) ?? thrown.code ?? causeCode(thrown.cause),
    message: textOf(said?.message) ?? thrown.message ?? '',
  });
  const status = statusOf(thrown);
  return {status, code, message, text, header, correlationId: correlation(header, said)};
}

/** The Graph client writes -1 where no answer came. */
function statusOf({statusCode}: Thrown): number | undefined {
  return statusCode !== undefined && statusCode > 0 ? statusCode : undefined;
}

function bodyText({body, response}: Thrown): string | undefined {
  if (typeof body === 'string') return body;
  if (body !== undefined && body !== null && !(body instanceof Error)) return JSON.stringify(body);
  return response?.bodyAsText ?? undefined;
}

/** ARM and Graph wrap it in `error`; the Graph client hands out what is inside (reference azure-pim 5.1). */
function serviceError(text: string | undefined): ServiceError | undefined {
  const body = jsonObject(text);
  const inner = body?.error;
  return typeof inner === 'object' && inner !== null ? inner : body;
}

/** Missing consent comes as `UnknownError` with the real error as JSON in its message (reference azure-pim 1.3). */
function unwrapped(said: {code: string | undefined; message: string}): typeof said {
  const inner = said.code === 'UnknownError' ? jsonObject(said.message) : undefined;
  const code = textOf(inner?.errorCode);
  return code === undefined ? said : {code, message: textOf(inner?.message) ?? said.message};
}

function causeCode(cause: unknown): string | undefined {
  if (typeof cause !== 'object' || cause === null) return undefined;
  return textOf((cause as {code?: unknown}).code) ?? causeCode((cause as {cause?: unknown}).cause);
}

function correlation(header: WireError['header'], said: ServiceError | undefined): string | undefined {
  const named = header('x-ms-correlation-request-id') ?? header('request-id') ?? header('x-ms-request-id');
  return named ?? textOf(said?.innerError?.['request-id']);
}

/** Header names in any case, from the three shapes the stacks use. */
function headerOf(headers: unknown): (name: string) => string | undefined {
  if (typeof headers !== 'object' || headers === null) return () => undefined;
  if ('get' in headers && typeof headers.get === 'function') {
    const get = headers.get.bind(headers);
    return name => textOf(get(name));
  }
  const plain = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), textOf(value)]));
  return name => plain.get(name.toLowerCase());
}

export function jsonObject(text: string | undefined): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

export const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
