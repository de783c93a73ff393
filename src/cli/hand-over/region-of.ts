import type {WireAddress} from '../../core/eligibility.ts';
import type {App} from '../../usecases/app.ts';

/** The Region of the session that a row of AWS came through; `null` where the settings do not know it (any more). */
export function regionOf(app: App, {address}: {readonly address: WireAddress}): string | null {
  const sessions = app.settings.profiles?.[app.profile]?.aws?.sessions ?? [];
  return sessions.find(session => session.name === address.session)?.region ?? null;
}
