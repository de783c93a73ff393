import type {Grant} from '../core/grant.ts';
import type {ServerTime} from '../core/ports.ts';
import type {App} from './app.ts';

/** Whether a cloud has told this process the time, and nothing has happened to the machine's clock since. */
export const isTimeTold = (server: ServerTime): boolean =>
  server.offset() !== undefined && (server.isSure?.() ?? true);

/**
 * Whether a grant's own end has come for certain. A cloud's: by the time that it has told this process, for the machine's
 * clock may have been set, and nobody ends what we took for over. A loan's end is ours, by whatever clock there is.
 */
export function isOver({server}: Pick<App, 'server'>, {endsAt, assignment}: Grant): boolean {
  if (endsAt === null || endsAt > server.now()) return false;
  return assignment === 'lent' || isTimeTold(server);
}
