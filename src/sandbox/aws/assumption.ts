import {type Constraint, needed, optional, secondsIn} from './constraints.ts';
import {type Shown, shownFactor} from './multi-factor.ts';
import {AwsRefusal} from './refusal.ts';
import {checkPolicy} from './session-policy.ts';
import {type SessionTags, sessionTags} from './session-tags.ts';

/** What a call of AssumeRole asks for, within its constraints. */
export interface Assumption {
  readonly roleArn: string;
  readonly sessionName: string;
  /** null: not said, which is an hour. */
  readonly seconds: number | null;
  readonly policy: string | null;
  readonly tags: SessionTags;
  readonly sourceIdentity: string | null;
  readonly externalId: string | null;
  readonly factor: Shown | null;
}

const constraints = {
  roleArn: {
    name: 'RoleArn',
    min: 20,
    max: 2048,
    pattern: /^[\u0009\u000A\u000D\u0020-\u007E\u0085\u00A0-\uFFFF]+$/,
  },
  sessionName: {name: 'RoleSessionName', min: 2, max: 64, pattern: /^[\w+=,.@-]*$/},
  sourceIdentity: {name: 'SourceIdentity', min: 2, max: 64, pattern: /^[\w+=,.@-]*$/},
  externalId: {name: 'ExternalId', min: 2, max: 1224, pattern: /^[\w+=,.@:/-]*$/},
  policy: {name: 'Policy', min: 1, max: 2048, pattern: /^[\u0009\u000A\u000D\u0020-\u00FF]+$/},
} satisfies Record<string, Constraint>;

/** What AWS would honour and the practice cloud does not play is refused, never passed over. */
const notPlayed = /^(PolicyArns|TransitiveTagKeys|ProvidedContexts)\./;

export function assumptionOf(form: URLSearchParams): Assumption {
  const odd = [...form.keys()].find(name => notPlayed.test(name));
  if (odd !== undefined)
    throw new AwsRefusal(400, 'NotPlayed', `The practice cloud does not play ${odd} of AssumeRole`);
  const policy = optional(form, constraints.policy);
  if (policy !== null) checkPolicy(policy);
  return {
    roleArn: needed(form, constraints.roleArn),
    sessionName: needed(form, constraints.sessionName),
    seconds: secondsIn(form, 'DurationSeconds', 900, 43_200),
    sourceIdentity: optional(form, constraints.sourceIdentity),
    externalId: optional(form, constraints.externalId),
    tags: sessionTags(form),
    factor: shownFactor(form),
    policy,
  };
}
