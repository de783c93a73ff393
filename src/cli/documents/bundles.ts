import {document} from './document.ts';

export interface Bundle {
  readonly name: string;
  /** Ids, or `name@scope`. */
  readonly roles: readonly string[];
}

/** `bundle list|add|remove`. */
export const bundlesDocument = (bundles: readonly Bundle[]) =>
  document(
    'bundles',
    bundles.map(({name, roles}) => ({name, roles: [...roles]})),
  );
