/** What STS said no with: `code` without the `Exception` that some of AWS's errors end in. */
export interface StsError {
  readonly code: string;
  readonly message: string;
  /** HTTP status; `undefined` when no answer came. */
  readonly status: number | undefined;
  readonly requestId: string | undefined;
}

interface Thrown {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly $metadata?: {readonly httpStatusCode?: unknown; readonly requestId?: unknown} | undefined;
}

/** Reads what the SDK's STS client throws. */
export function readStsError(thrown: unknown): StsError {
  const {name, message, $metadata} = (thrown ?? {}) as Thrown;
  const status = $metadata?.httpStatusCode;
  return {
    code: (textOf(name) ?? '').replace(/Exception$/, ''),
    message: textOf(message) ?? '',
    status: typeof status === 'number' ? status : undefined,
    requestId: textOf($metadata?.requestId),
  };
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** The credentials that signed are over, or are no longer known. */
export const isExpired = ({code}: StsError): boolean =>
  ['ExpiredToken', 'InvalidClientTokenId', 'UnrecognizedClient'].includes(code);

/** The signature's date and AWS's clock are too far apart. */
export const isSkewed = ({code, message}: StsError): boolean =>
  ['RequestExpired', 'RequestTimeTooSkewed', 'RequestInTheFuture'].includes(code) ||
  (/^(SignatureDoesNotMatch|InvalidSignature)$/.test(code) && /expired|not yet current/i.test(message));

export const isThrottled = ({code}: StsError): boolean =>
  /^(Throttl|TooManyRequests|RequestLimitExceeded|RequestThrottled|SlowDown)/.test(code);
