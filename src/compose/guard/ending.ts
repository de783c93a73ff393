import type {Wish} from '../../core/intent.ts';
import {authorityOf} from '../../core/kind.ts';
import type {Clock} from '../../core/ports.ts';
import {isSameActor} from '../../usecases/actor-of.ts';
import {endWarded} from '../../usecases/guarding.ts';
import {audienceOf} from './audience.ts';
import {openGuardApp} from './guard-app.ts';
import type {Post} from './post.ts';

/** Ends what was given to a guardian, with what was given to it. */
export async function endWards(post: Post, clock: Clock, asked: AbortSignal): Promise<void> {
  const {begin} = post;
  if (begin === undefined) return;
  // Where the way out looks for them; what is set here stands in no list of processes.
  Object.assign(process.env, begin.proxies);
  const app = openGuardApp(begin, post, clock);
  try {
    await endWarded({app, asked, mayEnd: wish => mayEnd(post, wish)}, [...post.wards.values()]);
  } finally {
    await app.close();
  }
}

/** With a token of the very person who took it: another's would find nothing to end, and call it ended. */
function mayEnd({tokens}: Post, {grant, actor}: Wish): boolean {
  if (authorityOf(grant.kind) === 'aws') return true;
  const given = tokens.get(audienceOf(grant.kind));
  return given !== undefined && isSameActor(given.actor, actor);
}
