import type {ActivationRequest} from '../../core/intent.ts';
import {chosenHeld, roleOf} from '../abilities.ts';
import {codeIn, type Extending, type Form, openForm} from '../form.ts';
import {extendingWay} from '../lending.ts';
import type {Handlers, Model, Step} from '../model.ts';
import {begin} from '../run.ts';

/** More time for what is held: the end is moved, or it is ended and asked for again. */
export const extendingHandlers = {
  extend: model => {
    const grant = chosenHeld(model)?.grant;
    const role = grant == null ? undefined : roleOf(model, grant);
    if (grant == null || role === undefined) return [model, []];
    const extending = {grant, way: extendingWay(grant)};
    const standard = model.profile?.standard ?? 3600;
    const form = openForm([role], standard, model.policies, undefined, extending);
    const unknown = model.policies.has(role.id) ? [] : [role];
    return [
      {...model, screen: {type: 'request', form}},
      [{type: 'read-policies', roles: unknown, soon: false}],
    ];
  },
} satisfies Partial<Handlers>;

export function extend(
  model: Model,
  form: Form,
  {grant, way}: Extending,
  {duration, justification, ticket}: ActivationRequest,
): Step {
  const runs = begin(model.runs, 'extend', [{...grant, grant}], model.now);
  const wanted = {duration, justification, ticket, replace: way === 'replace'};
  const mfaCode = codeIn(form, model.policies);
  const untilExit = model.endsWith.get(grant.id) === 'us';
  return [{...model, runs, screen: {type: 'active'}}, [{type: 'extend', grant, wanted, untilExit, mfaCode}]];
}
