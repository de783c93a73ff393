import type {Eligibility} from '../core/eligibility.ts';
import type {Form} from './form.ts';
import {EMPTY} from './line.ts';

/** What was written for some roles and led to no grant yet: nobody has to write it a second time. */
export type Draft = Pick<Form, 'lines' | 'touched' | 'untilExit'>;
export type Drafts = ReadonlyMap<string, Draft>;

const keyOf = (roles: readonly Eligibility[]): string => roles.map(role => role.id).join(' ');

export const draftFor = (drafts: Drafts, roles: readonly Eligibility[]): Draft | undefined =>
  drafts.get(keyOf(roles));

/** All but the one-time code, which is good for one try. */
export const withDraft = (drafts: Drafts, {roles, lines, touched, untilExit}: Form): Drafts =>
  new Map(drafts).set(keyOf(roles), {lines: {...lines, code: EMPTY}, touched, untilExit});

/** Once it has led to a grant its reason is used up: the next request needs a reason of its own. */
export const withoutDraft = (drafts: Drafts, id: string): Drafts =>
  new Map([...drafts].filter(([key]) => !key.split(' ').includes(id)));
