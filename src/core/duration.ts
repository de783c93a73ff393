import {parse} from 'iso8601-duration';
import type {Seconds} from './time.ts';

export const DURATION_FORMS = '45s, 90m, 1h30m, 2h, PT1H30M';

const SHORT = /^(?=\d)(?:(\d{1,4})h)?(?:(\d{1,6})m)?(?:(\d{1,8})s)?$/;
const ISO = /^P(?=[\dT])(?:\d{1,4}D)?(?:T(?=\d)(?:\d{1,4}H)?(?:\d{1,6}M)?(?:\d{1,8}S)?)?$/;

/**
 * The contract's DURATION in whole seconds, or `undefined` when it is none: a bare number, a negative, zero and
 * trailing text are refused (contract 1). Lower-case short forms, upper-case ISO 8601 with days to seconds.
 */
export function readDuration(text: string): Seconds | undefined {
  const short = SHORT.exec(text);
  if (short) return positive(part(short[1]) * 3600 + part(short[2]) * 60 + part(short[3]));
  return ISO.test(text) ? positive(inSeconds(text)) : undefined;
}

/** Added up here: the library's own sum reads the clock and the local time zone, and is an hour off as summer time begins. */
function inSeconds(iso: string): Seconds {
  const {days = 0, hours = 0, minutes = 0, seconds = 0} = parse(iso);
  return days * 86_400 + hours * 3600 + minutes * 60 + seconds;
}

const part = (digits: string | undefined): number => (digits === undefined ? 0 : Number(digits));
const positive = (count: number): Seconds | undefined => (count > 0 ? count : undefined);

/** A length a cloud told us, ISO 8601; months and years are not lengths and give `undefined`. */
export function readIsoDuration(text: string | null | undefined): Seconds | undefined {
  return text != null && ISO.test(text) ? positive(inSeconds(text)) : undefined;
}

/** ISO 8601 for the wire and for `…Duration` fields: `PT1H30M`. Hours are never carried into days, as PIM writes them. */
export function isoDuration(length: Seconds): string {
  const {h, m, s} = split(length);
  return `PT${h ? `${h}H` : ''}${m ? `${m}M` : ''}${s || length === 0 ? `${s}S` : ''}`;
}

/** For people: `1 h 30 min`, `47 min`, `45 s`. */
export function showDuration(length: Seconds): string {
  const {h, m, s} = split(length);
  const words = [h ? `${h} h` : '', m ? `${m} min` : '', s || length === 0 ? `${s} s` : ''];
  return words.filter(word => word !== '').join(' ');
}

/** As a flag takes it: `1h30m`. */
export function flagDuration(length: Seconds): string {
  return showDuration(length).replaceAll(' min', 'm').replaceAll(' ', '');
}

function split(length: Seconds): {readonly h: number; readonly m: number; readonly s: number} {
  const whole = Math.round(length);
  return {h: Math.floor(whole / 3600), m: Math.floor((whole % 3600) / 60), s: whole % 60};
}
