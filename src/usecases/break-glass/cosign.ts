import {type CosignRequest, cosignAnswerText, cosignKeyName, readCosignRequest} from '../../core/cosign.ts';
import {Trouble} from '../../core/problem.ts';
import {readInstant} from '../../core/time.ts';
import type {EmergencyApp, Signer} from './emergency-app.ts';

/** What a colleague sees before they sign: every member is somebody else's text, to be shown with `visible`. */
export interface Cosigning {
  readonly request: CosignRequest;
  /** Nobody waits for the answer any more. */
  readonly isLate: boolean;
  /** Signs with the key of this machine's record; rejects with `Trouble` where no key can be had. */
  sign(): Promise<Cosigned>;
}

export interface Cosigned {
  /** The text for whoever asked. */
  readonly answer: string;
  /** Fingerprint of the key that signed. */
  readonly key: string;
}

/** Reads somebody's request; nothing is signed before `sign`. Throws `usage` for what is no request. */
export function cosign({signer, server}: Pick<EmergencyApp, 'signer' | 'server'>, text: string): Cosigning {
  const request = readCosignRequest(text);
  const until = readInstant(request.until) ?? 0;
  return {request, isLate: until <= server.now(), sign: () => signed(signer, text.trim())};
}

async function signed(signer: Signer, text: string): Promise<Cosigned> {
  const {key, publicKey} = await signer.key();
  if (cosignKeyName(publicKey) !== key)
    throw new Trouble({code: 'failed', reason: 'The key that signs the record is damaged.'});
  const signature = await signer.sign(Buffer.from(text, 'utf8'));
  return {answer: cosignAnswerText({key, signature}), key};
}
