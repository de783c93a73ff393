import type {Cosigned} from '../../usecases/break-glass/cosign.ts';
import {document} from './document.ts';

/** `break-glass cosign`: the answer for whoever asked; `--key`: what others put into their settings. */
export const cosignaturesDocument = (
  incident: string | null,
  {answer, key, publicKey}: Partial<Cosigned & Own>,
) =>
  document('cosignatures', [
    {incident, answer: answer ?? null, key: key ?? null, publicKey: publicKey ?? null},
  ]);

interface Own {
  /** Ed25519, DER (SPKI) in base64. */
  readonly publicKey: string;
}
