import type {SinkEvent} from '../core/sink.ts';
import {bounded, sanitised} from '../core/sink-text.ts';
import {emergencyWords} from './emergency-words.ts';

/**
 * CloudEvents 1.0. `data` is the line of the record, made safe for strangers' screens; of an emergency it has a `summary` too,
 * and the subject is the incident.
 */
export interface CloudEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time: string;
  readonly subject?: string;
  readonly datacontenttype: 'application/json';
  readonly data: unknown;
}

/** The event in structured mode. Together with `source`, `id` is the same at every try. */
export function cloudEventOf({id, hash, entry, anchor}: SinkEvent): CloudEvent {
  const {emergency} = entry;
  const subject = emergency?.incident ?? entry.eligibilityId;
  const summary = emergency === undefined ? {} : {summary: emergencyWords(entry, emergency).sentence};
  return {
    specversion: '1.0',
    id,
    source: 'urn:stint:record',
    type: `stint.${bounded(entry.type, 64)}`,
    time: bounded(entry.time, 64),
    ...(subject === null ? {} : {subject: bounded(subject, 256)}),
    datacontenttype: 'application/json',
    data: sanitised({...entry, ...summary, hash, anchor}),
  };
}
