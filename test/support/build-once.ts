import {bundle} from '../../scripts/bundle.ts';

/** Terminal stories and command tests drive the real bundle, so it is built once before any test runs. */
export async function setup(): Promise<void> {
  if (process.env.STINT_KEEP_DIST !== '1') await bundle();
}
