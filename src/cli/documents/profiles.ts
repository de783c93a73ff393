import type {Problem} from '../../core/problem.ts';
import type {AwsProfile} from '../hand-over/aws-profiles.ts';
import {document} from './document.ts';

/** `written`: now; `kept`: one of that name was there; `shown`: not written. */
export type ProfileState = 'written' | 'kept' | 'shown';

/** `init aws`. */
export const profilesDocument = (
  profiles: readonly AwsProfile[],
  stateOf: (profile: AwsProfile) => ProfileState,
  problems: readonly Problem[],
) =>
  document(
    'profiles',
    profiles.map(profile => {
      const {name, eligibilityId, credentialProcess, region} = profile;
      return {name, eligibilityId, credentialProcess, region, state: stateOf(profile)};
    }),
    problems,
  );
