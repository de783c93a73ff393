import {type Output, widthOf} from '../host.ts';

/** Lines of whole words. The words are ours, or visible: one column a character; one that is longer than `room` stays whole. */
export function wrapped(text: string, room: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    const longer = last === undefined ? word : `${last} ${word}`;
    if (last !== undefined && longer.trim().length <= room) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** The text behind `head`, on a terminal in lines that begin under each other; elsewhere in one, as scripts like it. */
export function hanging(output: Output, head: string, text: string): readonly string[] {
  if (!output.isTty) return [head + text];
  const room = Math.max(20, widthOf(output) - 1 - head.length);
  return wrapped(text, room).map((line, at) => (at === 0 ? head : ' '.repeat(head.length)) + line);
}
