import {Text} from 'ink';
import {createElement, Fragment, type ReactNode} from 'react';
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
 * One line of the screen. Lines are drawn whole, so that only those that changed are sent to the terminal.
 * Pieces are children by position: a place on the screen is all the identity they have.
 */
export function Row({spans}: {readonly spans: readonly Span[]}): ReactNode {
  const pieces = spans.length === 0 ? [' '] : spans.map(piece);
  return createElement(Text, {wrap: 'truncate'}, ...pieces);
}

function piece({text, colour, dim = false, bold = false, inverse = false}: Span): ReactNode {
  const look = {dimColor: dim, bold, inverse, ...(colour === undefined ? {} : {color: colour})};
  return dim || bold || inverse || colour !== undefined ? createElement(Text, look, text) : text;
}

/** Lines below each other, exactly `height` of them: too many are left out, too few are filled up. */
export function Lines({
  lines,
  height,
}: {
  readonly lines: readonly (readonly Span[])[];
  readonly height: number;
}): ReactNode {
  const rows = Array.from({length: height}, (_, at) => createElement(Row, {spans: lines[at] ?? []}));
  return createElement(Fragment, null, ...rows);
}
