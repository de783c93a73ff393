import type {TokenClaims} from '../entra/claims.ts';

/** In the order of their ports. */
export const originNames = [
  'login',
  'arm',
  'graph',
  'oidc',
  'portal',
  'sts',
  'signin',
  'control',
  'sinks',
] as const;

export type OriginName = (typeof originNames)[number];

/** One request as the handlers see it. */
export interface Call {
  readonly origin: OriginName;
  readonly method: string;
  /** Decoded, without the query; doubled slashes collapsed (reference azure-pim 2.7: a tenant root gives `//providers`). */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
  /** What a valid bearer token says; null without one. */
  readonly claims: TokenClaims | null;
  /** Ends when the client goes away. */
  readonly gone: AbortSignal;
}

/** `body`: text is sent as it is, everything else as JSON; left out: none. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: unknown;
}

export type Handler = (call: Call) => Answer | Promise<Answer>;

export interface LoggedRequest {
  /** ms on the practice clock. */
  readonly at: number;
  readonly origin: OriginName;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  /** Without Authorization; what AWS carries in headers of its own is `***`. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
  /** What was answered; 0 when the connection was cut instead. */
  readonly status: number;
  readonly tokenClaims: TokenClaims | null;
}

/** The body as an object of unknown fields; anything else is an empty one. */
export function jsonBody(call: Call): Readonly<Record<string, unknown>> {
  try {
    return record(JSON.parse(call.body));
  } catch {
    return {};
  }
}

export function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? {...value} : {};
}

export function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
