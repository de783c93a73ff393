import {Box, Text} from 'ink';
import {createElement, memo, type ReactNode} from 'react';
import type {Colour} from '../theme.ts';

/** A piece of a line with its look. */
export interface Span {
  readonly text: string;
  readonly colour?: Colour;
  readonly dim?: boolean | undefined;
  readonly bold?: boolean | undefined;
  readonly inverse?: boolean | undefined;
}

export const plain = (text: string): Span => ({text});
export const dim = (text: string): Span => ({text, dim: true});

/**
 * One line of the screen. A line that has not changed is not laid out again: with ten thousand rows and a countdown
 * running that is what keeps the screen quick and the processor idle. Pieces are children by position: a place on the
 * screen is all the identity they have.
 */
export const Row = memo(function Row({spans}: {readonly spans: readonly Span[]}): ReactNode {
  return createElement(Text, {wrap: 'truncate'}, ...spans.map(piece));
}, hasSameSpans);

function hasSameSpans(
  before: {readonly spans: readonly Span[]},
  after: {readonly spans: readonly Span[]},
): boolean {
  return (
    before.spans.length === after.spans.length &&
    before.spans.every((span, at) => isSame(span, after.spans[at]))
  );
}

function isSame(a: Span, b: Span | undefined): boolean {
  if (a === b) return true;
  return (
    a.text === b?.text &&
    a.colour === b.colour &&
    a.dim === b.dim &&
    a.bold === b.bold &&
    a.inverse === b.inverse
  );
}

function piece({text, colour, dim = false, bold = false, inverse = false}: Span): ReactNode {
  const look = {dimColor: dim, bold, inverse, ...(colour === undefined ? {} : {color: colour})};
  return dim || bold || inverse || colour !== undefined ? createElement(Text, look, text) : text;
}

/** Lines below each other in a space of exactly `height`: too many are left out, too few leave it empty. */
export function Lines({
  lines,
  height,
}: {
  readonly lines: readonly (readonly Span[])[];
  readonly height: number;
}): ReactNode {
  const rows = lines
    .slice(0, height)
    .map(spans => createElement(Row, {spans: spans.length === 0 ? BLANK : spans}));
  return createElement(Box, {flexDirection: 'column', height, flexShrink: 0}, ...rows);
}

const BLANK: readonly Span[] = [{text: ' '}];
