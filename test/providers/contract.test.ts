import {afterEach, describe} from 'vitest';
import {anySubjects, lendingSubjects, userRoles} from './any-subjects.ts';
import {closeUserPlaces} from './aws-emergency/place.ts';
import {closePlaces} from './aws-permission-sets/place.ts';
import {asking} from './contract/asking.ts';
import {ending} from './contract/ending.ts';
import {everyKind, everyRole} from './contract/every-kind.ts';
import {lending, loans} from './contract/lending.ts';
import {listing} from './contract/listing.ts';
import {losing} from './contract/losing.ts';
import {reading} from './contract/reading.ts';
import {refusing} from './contract/refusing.ts';
import {closeStages} from './stage.ts';
import {subjects} from './subjects.ts';

afterEach(closeStages);
afterEach(closePlaces);
afterEach(closeUserPlaces);

/** With the real SDKs against the practice cloud, whose clock the tests turn. */
describe.each(anySubjects)('$kind, as every kind:', everyKind);

/** What the three kinds of PIM have in common: people, policies, five minutes, requests that the cloud keeps. */
describe.each(subjects)('$kind', subject => {
  listing(subject);
  asking(subject);
  refusing(subject);
  ending(subject);
  reading(subject);
  losing(subject);
});

/** What the two kinds of AWS have in common: loans, of which no cloud knows. */
describe.each(lendingSubjects)('$kind, as a loan:', lending);

/** The emergency user's role is of one ladder: it is there or it is not, and nobody signs in. */
describe('a role of an emergency user, as every role:', () => everyRole(userRoles));
describe('a role of an emergency user, as a loan:', () => loans(userRoles));
