import type {Answer, Call, Handler} from '../http/call.ts';
import {assumeRole} from './assume-role.ts';
import type {Caller, CallerParts} from './callers.ts';
import type {FactorParts} from './multi-factor.ts';
import {queryAnswer, queryRefusal} from './query-answer.ts';
import {AwsRefusal} from './refusal.ts';
import {getSessionToken} from './session-token.ts';
import {signedBy} from './sigv4.ts';

/** Everything that STS knows. */
export interface StsService extends CallerParts, FactorParts {}

type Action = (service: StsService, caller: Caller, form: URLSearchParams) => Answer;

const actions: Readonly<Record<string, Action>> = {
  AssumeRole: assumeRole,
  GetSessionToken: getSessionToken,
  // Needs no permission and works under any deny (reference aws-jit 3).
  GetCallerIdentity: (_service, {principal}) =>
    queryAnswer('GetCallerIdentity', {
      ...{Arn: principal.arn, UserId: principal.userId, Account: principal.accountId},
    }),
};

/** STS: the query protocol, signed (reference aws-jit 3). */
export function stsHandler(service: StsService): Handler {
  return call => {
    try {
      const form = formOf(call);
      const caller = signedBy(call, service);
      return actionOf(form)(service, caller, form);
    } catch (refusal) {
      if (!(refusal instanceof AwsRefusal)) throw refusal;
      return queryRefusal(refusal);
    }
  };
}

function formOf({method, body, query}: Call): URLSearchParams {
  return method === 'POST' ? new URLSearchParams(body) : query;
}

function actionOf(form: URLSearchParams): Action {
  const name = form.get('Action') ?? '';
  const found =
    form.get('Version') === '2011-06-15' && Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (found !== undefined) return found;
  const message = `Could not find operation ${name} for version ${form.get('Version') ?? ''}`;
  throw new AwsRefusal(400, 'InvalidAction', message);
}
