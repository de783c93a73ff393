import {renderUnicodeCompact} from 'uqr';
import type {Look} from '../theme.ts';

/** A link as a QR code, two modules to a cell; nothing where the blocks cannot be drawn. */
export function qrLines(look: Look, link: string): readonly string[] {
  if (look.ascii) return [];
  return renderUnicodeCompact(link, {ecc: 'L', border: 1, invert: look.light}).split('\n');
}
