import {type Activation, type ActivationEvent, NOT_SENT, step} from '../core/activation.ts';
import type {Scope} from '../core/eligibility.ts';
import type {Grant} from '../core/grant.ts';
import type {Kind} from '../core/kind.ts';
import {isFinal} from '../core/state.ts';
import type {Instant} from '../core/time.ts';
import type {Untrusted} from '../core/untrusted.ts';

export type Verb = 'activate' | 'extend' | 'deactivate' | 'cancel';

/** Work of ours that is being told about. `item` is the eligibility's id (activate) or the grant's. */
export interface Run {
  readonly item: string;
  readonly verb: Verb;
  readonly kind: Kind;
  readonly name: Untrusted;
  readonly scope: Scope;
  /** What is being ended or withdrawn, as it was when that began: the lists may lose it before the story is over. */
  readonly grant: Grant | null;
  readonly activation: Activation;
  /** What the waiting is for, while something is told of it. */
  readonly detail: string | null;
  /** Server time. */
  readonly since: Instant;
}

interface Subject {
  readonly grant?: Grant | undefined;
  readonly id: string;
  readonly kind: Kind;
  readonly name: Untrusted;
  readonly scope: Scope;
}

export type Runs = ReadonlyMap<string, Run>;

export function begin(runs: Runs, verb: Verb, subjects: readonly Subject[], since: Instant): Runs {
  const next = new Map(runs);
  for (const {id, kind, name, scope, grant = null} of subjects)
    next.set(id, {item: id, verb, kind, name, scope, grant, activation: NOT_SENT, detail: null, since});
  return next;
}

export function told(runs: Runs, item: string, event: ActivationEvent): Runs {
  const run = runs.get(item);
  if (run === undefined) return runs;
  const detail = event.type === 'provisioning' ? (event.detail ?? null) : null;
  return new Map(runs).set(item, {...run, activation: step(run.activation, event), detail});
}

export function without(runs: Runs, item: string): Runs {
  const next = new Map(runs);
  next.delete(item);
  return next;
}

/** Nothing more will be told: it failed, was denied, or its outcome could not be found out. */
export const isOver = (run: Run): boolean =>
  isFinal(run.activation.state) || (run.activation.state === 'unknown' && run.activation.problem !== null);
