import type {Problem} from '../../core/problem.ts';

/** Nothing was sent: the name was not found, nobody listened, or there was no way there. */
const NEVER_LEFT: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing answers there',
  ENOTFOUND: 'its name is not known here',
  EAI_AGAIN: 'names cannot be looked up just now',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no network',
  ENETDOWN: 'there is no network',
  UND_ERR_CONNECT_TIMEOUT: 'nobody picked up in time',
};

/** Something was sent, and no whole answer came. */
const BROKE_OFF: Readonly<Record<string, string>> = {
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  ANSWER_TIMED_OUT: 'no answer came in time',
  ETIMEDOUT: 'no answer came in time',
  ESOCKETTIMEDOUT: 'no answer came in time',
  REQUEST_SEND_ERROR: 'the connection failed',
  UND_ERR_SOCKET: 'the connection was cut',
  UND_ERR_HEADERS_TIMEOUT: 'no answer came in time',
  UND_ERR_BODY_TIMEOUT: 'the answer broke off',
};

/** Codes of OpenSSL and Node for a certificate that is not to be trusted. */
const CERTIFICATE =
  /^(CERT_|SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED|UNABLE_TO_|ERR_TLS_CERT|INVALID_CA|PATH_LENGTH|HOSTNAME_MISMATCH)/;

export const neverLeft = (code: string | undefined): boolean =>
  code !== undefined && (Object.hasOwn(NEVER_LEFT, code) || CERTIFICATE.test(code) || isTls(code));

/** A transport failure in words; `undefined` for a code that is none. `what` names the other side for people. */
export function transportProblem(code: string | undefined, what: string): Problem | undefined {
  if (code === undefined) return undefined;
  if (CERTIFICATE.test(code)) return certificateProblem(code, what);
  if (isTls(code)) return {code: 'unreachable', what, reason: `no secure connection could be made (${code})`};
  const reason = NEVER_LEFT[code] ?? BROKE_OFF[code];
  return reason === undefined ? undefined : {code: 'unreachable', what, reason: `${reason} (${code})`};
}

const isTls = (code: string): boolean => code.startsWith('ERR_SSL_') || code === 'EPROTO';

function certificateProblem(code: string, what: string): Problem {
  return {
    code: 'unreachable',
    what,
    reason: `its certificate is not trusted (${code})`,
    nextSteps: [
      'If a proxy of your organisation opens TLS, name its CA in NODE_EXTRA_CA_CERTS',
      'Otherwise somebody may be answering in its place: do not go on from this network',
    ],
  };
}
