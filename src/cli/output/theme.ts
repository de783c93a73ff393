import {styleText} from 'node:util';
import type {ActivationState} from '../../core/state.ts';

export type Tone = 'steady' | 'ending' | 'refused' | 'quiet' | 'head' | 'plain' | 'alarm';

/** Gives text a colour, or leaves it as it is. Colour never carries meaning alone. */
export type Paint = (tone: Tone, text: string) => string;

const STYLES: Readonly<Record<Tone, Parameters<typeof styleText>[0] | undefined>> = {
  steady: 'green',
  ending: 'yellow',
  refused: 'red',
  quiet: 'dim',
  head: 'bold',
  alarm: ['bold', 'red', 'inverse'],
  plain: undefined,
};

export const plainPaint: Paint = (_, text) => text;

const colourPaint: Paint = (tone, text) => {
  const style = STYLES[tone];
  return style === undefined || text === '' ? text : styleText(style, text, {validateStream: false});
};

/** `--color` over `NO_COLOR` over `FORCE_COLOR` over whether it is a terminal (contract 2 and 5). */
export function paintFor(
  color: 'auto' | 'always' | 'never',
  env: Readonly<Record<string, string | undefined>>,
  isTty: boolean,
): Paint {
  return isColoured(color, env, isTty) ? colourPaint : plainPaint;
}

function isColoured(
  color: string,
  env: Readonly<Record<string, string | undefined>>,
  isTty: boolean,
): boolean {
  if (color !== 'auto') return color === 'always';
  if ((env.NO_COLOR ?? '') !== '') return false;
  const forced = env.FORCE_COLOR ?? '';
  if (forced !== '') return forced !== '0' && forced !== 'false';
  return isTty && env.TERM !== 'dumb';
}

const TONES: Partial<Record<ActivationState, Tone>> = {
  active: 'steady',
  'pending-approval': 'ending',
  'step-up': 'ending',
  deactivating: 'ending',
  denied: 'refused',
  failed: 'refused',
  unknown: 'refused',
};

export const toneOfState = (state: ActivationState): Tone => TONES[state] ?? 'plain';
