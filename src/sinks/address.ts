import {Trouble} from '../core/problem.ts';
import type {Secret} from '../core/secret.ts';
import type {SinkSecrets} from '../core/sink.ts';

export interface Address {
  readonly url: URL;
  readonly token: Secret | undefined;
}

/** Where a sink of this name lives. Rejects `misconfigured` while nobody has said. */
export async function addressOf(secrets: Pick<SinkSecrets, 'read'>, sink: string): Promise<Address> {
  const kept = await secrets.read(sink);
  const text = kept?.url.reveal() ?? '';
  if (URL.canParse(text) && text.startsWith('https://')) return {url: new URL(text), token: kept?.token};
  throw new Trouble({
    code: 'misconfigured',
    setting: `sinks.${sink}`,
    reason: `nobody has said where the sink “${sink}” is`,
    nextSteps: [`Set its address from stdin: stint config set --secret sinks.${sink}.url`],
  });
}

export const setItAnew = (sink: string): readonly string[] => [
  `Set its address anew from stdin: stint config set --secret sinks.${sink}.url`,
];
