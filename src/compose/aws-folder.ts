import {join} from 'node:path';
import type {World} from './world.ts';

/** Where the AWS CLI keeps its files. A practice run has a place of its own for them. */
export function awsFolder({env, home, practice}: Pick<World, 'env' | 'home' | 'practice'>): string {
  return practice && env.STINT_HOME ? join(env.STINT_HOME, 'aws') : join(home, '.aws');
}
