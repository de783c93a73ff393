import type {Eligibility} from '../../core/eligibility.ts';
import {draftFor} from '../drafts.ts';
import {type Field, type Form, fieldsOf, openForm, requestIn} from '../form.ts';
import type {Model, Step} from '../model.ts';

/** The form for these roles, as it was left if it was left; `fill` writes into it what is known already. */
export function openRequest(
  model: Model,
  roles: readonly Eligibility[],
  focus?: Field | undefined,
  fill: (form: Form) => Form = form => form,
): Step {
  const draft = draftFor(model.drafts, roles);
  const empty = fill(openForm(roles, model.profile?.standard ?? 3600, model.policies, draft));
  const isThere = focus !== undefined && fieldsOf(empty, model.policies).includes(focus);
  const form = isThere ? {...empty, focus} : empty;
  const request = requestIn(form, model.now);
  const unknown = roles.filter(role => !model.policies.has(role.id));
  return [
    {...model, screen: {type: 'request', form}},
    [
      {type: 'read-policies', roles: unknown, soon: false},
      ...('code' in request ? [] : [{type: 'plan' as const, roles, request}]),
    ],
  ];
}
