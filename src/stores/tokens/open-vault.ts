import type {TokenVault} from '../../core/ports.ts';

/** The vault with what the commands around it need to know. */
export interface OpenVault extends TokenVault {
  /** Said by every command on stderr; only `plaintext` has one. */
  readonly warning: string | undefined;
  /**
   * Makes sure that tokens can be stored, asking for what that needs: for a sign-in, before anybody is sent to a
   * browser. Rejects `misconfigured` naming the choices, or `signed-out` (`store-unreadable`).
   */
  prepare(): Promise<void>;
}
