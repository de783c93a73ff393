import {exact} from '../core/untrusted.ts';
import type {Form} from './form.ts';
import {EMPTY, insert} from './line.ts';
import type {Model} from './model.ts';

/** A person's own reasons, newest first, each once. An emergency's are no example for another day. */
export function earlierReasons({history, identities, profile}: Model): readonly string[] {
  const mine = new Set(identities.flatMap(({account}) => (account === null ? [] : [exact(account)])));
  const own = history.rows.filter(
    row =>
      row.incident === null &&
      row.practice === (profile?.practice ?? false) &&
      (row.account === null || mine.size === 0 || mine.has(row.account)),
  );
  return [...new Set(own.flatMap(row => row.justification?.trim() || []))];
}

/** The form with the reason a person has walked to, as far as there is one; `null`: there is none. */
export function recalled(form: Form, reasons: readonly string[], at: number): Form | null {
  const reason = reasons[at];
  if (reason === undefined) return null;
  const written = form.recall?.written ?? form.lines.justification;
  const lines = {...form.lines, justification: insert(EMPTY, reason)};
  return {...form, lines, recall: {at, written}, refusals: []};
}

/** Back to what was being written before. */
export function unrecalled(form: Form): Form {
  if (form.recall === null) return form;
  return {...form, lines: {...form.lines, justification: form.recall.written}, recall: null};
}

export function cannotRecall(model: Model): string | undefined {
  const {state, rows, problems} = model.history;
  if (state !== 'read') return undefined;
  if (rows.length === 0 && problems.length > 0) return 'the record could not be read: p on History tells why';
  return earlierReasons(model).length === 0 ? 'the record has no earlier reasons of yours' : undefined;
}
