import type {Scope} from '../core/eligibility.ts';
import {type Untrusted, visible} from '../core/untrusted.ts';
import {scopeWords} from './scope-words.ts';

/** `Owner on prod-payments`: what a line is about, safe to print. */
export const titleOf = ({name, scope}: {readonly name: Untrusted; readonly scope: Scope}): string =>
  `${visible(name)} on ${scopeWords(scope)}`;
