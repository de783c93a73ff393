import {afterEach, describe} from 'vitest';
import {asking} from './contract/asking.ts';
import {ending} from './contract/ending.ts';
import {listing} from './contract/listing.ts';
import {losing} from './contract/losing.ts';
import {reading} from './contract/reading.ts';
import {refusing} from './contract/refusing.ts';
import {closeStages} from './stage.ts';
import {subjects} from './subjects.ts';

afterEach(closeStages);

/** One suite for the three kinds, with the real SDKs against the practice cloud, whose clock the tests turn. */
describe.each(subjects)('$kind', subject => {
  listing(subject);
  asking(subject);
  refusing(subject);
  ending(subject);
  reading(subject);
  losing(subject);
});
