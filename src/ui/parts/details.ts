import {showDuration} from '../../core/duration.ts';
import type {Eligibility} from '../../core/eligibility.ts';
import {explain} from '../../core/explain.ts';
import {guaranteeInWords} from '../../core/guarantee.ts';
import {kindLabel} from '../../core/kind.ts';
import type {Policy} from '../../core/policy.ts';
import {policyFor} from '../form.ts';
import {isLendable} from '../lending.ts';
import type {Model} from '../model.ts';
import {remedies} from '../remedies.ts';
import {say} from '../theme.ts';
import {clockTime} from '../times.ts';
import {wrapped} from './cell.ts';
import {lendingWords} from './loan-words.ts';
import {dim, type Span} from './row.tsx';

export type DetailLines = readonly (readonly Span[])[];

/** What a role is and asks for, in full; `null` answers of the cloud are said as not known. */
export function roleDetails(model: Model, role: Eligibility, width: number): DetailLines {
  const policy = policyFor(role, model.policies);
  const known = model.policies.has(role.id);
  const ends = role.endsAt === null ? '' : `The eligibility ends ${clockTime(role.endsAt, model.now)}.`;
  return [
    ...headed(model, role, width),
    ...told(
      model,
      role.entitlement === 'standing' && !isLendable(role)
        ? ['You hold this all the time: it should be eligible instead.']
        : asksFor(model, policy, known, role.kind),
      width,
    ),
    ...told(model, [guaranteeInWords(role.guarantee), ...lendingWords(role), membership(role), ends], width),
    ...(role.condition === null
      ? []
      : told(model, [`Condition: ${say(model.look, role.condition.expression)}`], width)),
    ...(model.runs.get(role.id)?.activation.problem == null
      ? []
      : troubleOf(model, model.runs.get(role.id)?.activation.problem, width)),
  ];
}

interface Subject {
  readonly kind: Eligibility['kind'];
  readonly name: Eligibility['name'];
  readonly scope: Eligibility['scope'];
  /** A run of ours has none. */
  readonly address?: Eligibility['address'] | undefined;
}

export function headed(model: Model, subject: Subject, width: number): DetailLines {
  const title = `${say(model.look, subject.name)} on ${say(model.look, subject.scope.name)}`;
  return [
    ...wrapped(title, width).map(text => [{text, bold: true}]),
    [dim(sourceOf(model, subject))],
    ...wrapped(say(model.look, subject.scope.id), width)
      .slice(0, 2)
      .map(text => [dim(text)]),
  ];
}

/** `AWS, session corp`: who answers for it. */
function sourceOf({look}: Model, {kind, address}: Subject): string {
  const session = isLendable({kind}) ? address?.session : undefined;
  return session === undefined ? kindLabel(kind) : `${kindLabel(kind)}, session ${say(look, session)}`;
}

export function asksFor(
  model: Model,
  policy: Policy,
  known: boolean,
  kind: Eligibility['kind'],
): readonly string[] {
  const {requires} = policy;
  const asks = [
    requires.justification === true ? 'a justification' : '',
    requires.ticket === true ? 'a ticket' : '',
    requires.mfa === true ? (isLendable({kind}) ? 'a code of your MFA device' : 'a second factor') : '',
    typeof requires.authContext === 'string' ? `a fresh proof of who you are (${requires.authContext})` : '',
    requires.approval === true ? approval(model, policy) : '',
  ].filter(text => text !== '');
  const most = policy.maxDuration === null ? '' : `Up to ${showDuration(policy.maxDuration)}.`;
  if (asks.length > 0) return [ended(`Asks for ${asks.join(', ')}`), most];
  return [unasked(policy, known), most];
}

/** A name may end with a full stop of its own, and what goes on with three. */
export const ended = (text: string): string => (/[.…]$/.test(text) ? text : `${text}.`);

const approval = (model: Model, {approvers}: Policy): string =>
  approvers.length === 0
    ? 'approval'
    : `approval by ${approvers.map(name => say(model.look, name)).join(' or ')}`;

function unasked({requires}: Policy, known: boolean): string {
  if (Object.values(requires).some(answer => answer === null))
    return known
      ? 'The cloud does not tell what it asks for: its answer will.'
      : 'What it asks for is being read.';
  return 'Asks for nothing more.';
}

const membership = (role: Eligibility): string =>
  role.memberType === 'direct'
    ? ''
    : role.memberType === 'group'
      ? 'Yours through a group.'
      : 'Inherited from above.';

export const told = (model: Model, sentences: readonly string[], width: number): DetailLines =>
  wrapped(
    sentences
      .filter(text => text !== '')
      .map(text => say(model.look, text))
      .join(' '),
    width,
  ).map(text => [{text}]);

export function troubleOf(
  model: Model,
  problem: Parameters<typeof explain>[0] | null | undefined,
  width: number,
): DetailLines {
  if (problem == null) return [];
  const words = explain(problem);
  const {refused} = model.look.colours;
  return [
    ...wrapped(say(model.look, words.title), width).map(text => [{text, colour: refused}]),
    ...remedies(problem).flatMap(step => wrapped(say(model.look, step), width).map(text => [dim(text)])),
  ];
}
