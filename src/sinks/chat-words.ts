import type {SinkEvent} from '../core/sink.ts';
import {plainWords} from '../core/sink-text.ts';
import {type EmergencyWords, emergencyWords} from './emergency-words.ts';

/** A headline of our own words, and facts in other people's. */
export interface ChatWords {
  readonly headline: string;
  readonly facts: readonly (readonly [label: string, value: string])[];
}

const SHORT = 160;
const LONG = 600;

/** An event for a chat: no text in it mentions anybody, links anywhere or is markup. */
export function chatWords({id, entry, anchor}: SinkEvent): ChatWords {
  const {scope, ticket, emergency} = entry;
  const words = emergency === undefined ? undefined : emergencyWords(entry, emergency);
  const place = scope === null ? null : scope.name;
  const role = entry.name === null ? null : place === null ? entry.name : `${entry.name} at ${place}`;
  const rows: readonly (readonly [string, string | null, number])[] = [
    ['Role', role, SHORT * 2],
    ['Who', entry.account ?? entry.oid, SHORT],
    ['Why', entry.justification, LONG],
    ['Ticket', ticket === null ? null : [ticket.system, ticket.number].filter(Boolean).join(' '), SHORT],
    ['Until', entry.endsAt, SHORT],
    ['Problem', entry.problem, SHORT],
    ['When', entry.time, SHORT],
    ['Record', `${entry.seq} (${id})`, SHORT],
    [
      'Checkpoint',
      anchor === null ? null : `${anchor.hash.slice(0, 12)} by ${anchor.key.slice(0, 12)}`,
      SHORT,
    ],
  ];
  return {
    headline: headlineOf(entry, words),
    facts: [
      ...(words?.facts ?? []),
      ...rows.flatMap(([label, value, most]) =>
        value === null ? [] : [[label, plainWords(value, most)] as const],
      ),
    ],
  };
}

function headlineOf({type, practice}: SinkEvent['entry'], emergency: EmergencyWords | undefined): string {
  const words = plainWords(type.replaceAll('-', ' '), 64);
  const event = emergency?.sentence ?? (type === 'break-glass' ? words.toUpperCase() : words);
  return `stint: ${event}${practice ? ' (practice)' : ''}`;
}

/** Signatures come every few lines, and say nothing to people. */
export const isForPeople = ({entry}: SinkEvent): boolean => entry.type !== 'checkpoint';

/** One line for each fact. */
export const asText = ({headline, facts}: ChatWords): string =>
  [headline, ...facts.map(([label, value]) => `${label}: ${value}`)].join('\n');
