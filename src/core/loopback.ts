const LOOPBACK_V4 = /^127(?:\.\d{1,3}){3}$/;

/**
 * Whether a URL's host is this machine by its name alone: `localhost`, `*.localhost` (RFC 6761), 127.0.0.0/8 and ::1.
 * `hostname` is as `URL` gives it: lower case, IPv4 in dotted form, IPv6 in brackets.
 */
export function isLoopbackHost(hostname: string): boolean {
  const name = hostname.replace(/\.$/, '');
  return name === 'localhost' || name.endsWith('.localhost') || name === '[::1]' || LOOPBACK_V4.test(name);
}
