import type {Answer} from '../http/call.ts';
import type {Caller} from './callers.ts';
import {secondsIn} from './constraints.ts';
import {shownFactor, takeFactor} from './multi-factor.ts';
import {credentials, queryAnswer} from './query-answer.ts';
import {AwsRefusal} from './refusal.ts';
import type {StsService} from './sts.ts';

/** For a user's lasting key only: temporary credentials beget none (reference aws-jit 3). */
export function getSessionToken(service: StsService, caller: Caller, form: URLSearchParams): Answer {
  const seconds = secondsIn(form, 'DurationSeconds', 900, 129_600) ?? 43_200;
  const factor = shownFactor(form);
  if (caller.session !== null)
    throw new AwsRefusal(403, 'AccessDenied', 'Cannot call GetSessionToken with session credentials');
  if (factor !== null) takeFactor(service, caller, factor);
  const {principal} = caller;
  const session = service.roleSessions.issue({by: 'session-token', principal, seconds, mfa: factor !== null});
  return queryAnswer('GetSessionToken', {Credentials: credentials(session)});
}
