import type {TokenVault} from '../core/ports.ts';
import {Trouble} from '../core/problem.ts';
import {Secret} from '../core/secret.ts';
import type {SinkSecretName, SinkSecrets} from '../core/sink.ts';

type Kept = Partial<Record<SinkSecretName, string>>;

/** Secrets of sinks: one entry of the vault for each, `sink-NAME`. */
export function createSinkSecrets(vault: Pick<TokenVault, 'read' | 'change'>): SinkSecrets {
  const entry = (sink: string) => `sink-${sink}`;
  return {
    read: async sink => {
      const {url, token} = keptIn(await vault.read(entry(sink)));
      if (url === undefined) return undefined;
      return {url: new Secret(url), token: token === undefined ? undefined : new Secret(token)};
    },
    set: async (sink, name, value) => {
      const text = name === 'url' ? safeAddress(value.reveal().trim()) : sendable(value.reveal().trim());
      await vault.change(entry(sink), old => new Secret(JSON.stringify({...keptIn(old), [name]: text})));
    },
    forget: sink => vault.change(entry(sink), () => undefined),
  };
}

function keptIn(secret: Secret | undefined): Kept {
  if (secret === undefined) return {};
  try {
    const {url, token} = JSON.parse(secret.reveal());
    return {...(typeof url === 'string' ? {url} : {}), ...(typeof token === 'string' ? {token} : {})};
  } catch (thrown) {
    if (thrown instanceof SyntaxError || thrown instanceof TypeError) return {};
    throw thrown;
  }
}

/** https always, on this machine too. A name and a password in an address would end up in strangers' logs. */
function safeAddress(text: string): string {
  // URL would leave line ends out in silence.
  if (/\s/.test(text)) throw unusable('The address holds a space or a line end.');
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) throw unusable('It is no address.');
  if (url.protocol !== 'https:') throw unusable('The address does not begin with https://.');
  if (url.username !== '' || url.password !== '') throw unusable('The address holds a name or a password.');
  return url.href;
}

function sendable(text: string): string {
  if (/^[\x21-\x7e]{1,4096}$/.test(text)) return text;
  throw unusable('The token is empty, or holds what no header can.');
}

/** Never the text itself. */
const unusable = (reason: string): Trouble =>
  new Trouble({code: 'usage', reason, nextSteps: ['Copy it once more from where it was made']});
