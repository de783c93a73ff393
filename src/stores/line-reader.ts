import type {FileHandle} from 'node:fs/promises';

const CHUNK = 64 * 1024;
const LONGEST_LINE = 16 * 1024 * 1024;
const LONGEST_TAIL = 4 * LONGEST_LINE;
const LINE_FEED = 0x0a;

export interface Line {
  /** Without the line feed; of a line that is longer than any of ours, a part that fits nothing. */
  readonly bytes: Buffer;
  /** False for a last line without its line feed. */
  readonly finished: boolean;
}

/** The lines of a file, a piece at a time, from its start or from where a line begins. */
export async function* linesOf(file: FileHandle, from = 0): AsyncGenerator<Line> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const piece of piecesOf(file, from)) {
    rest = Buffer.concat([capped(rest), piece]);
    for (let end = rest.indexOf(LINE_FEED); end !== -1; end = rest.indexOf(LINE_FEED)) {
      yield {bytes: rest.subarray(0, end), finished: true};
      rest = rest.subarray(end + 1);
    }
  }
  if (rest.length > 0) yield {bytes: rest, finished: false};
}

/** Memory stays bounded: an endless line loses its middle, and a NUL there keeps the rest from passing for a record. */
const capped = (rest: Buffer): Buffer =>
  rest.length > LONGEST_LINE ? Buffer.concat([rest.subarray(0, CHUNK), Buffer.alloc(1)]) : rest;

/** The bytes from one place up to another, or to the end. */
export async function* piecesOf(
  file: FileHandle,
  from = 0,
  to = Number.POSITIVE_INFINITY,
): AsyncGenerator<Buffer> {
  for (let at = from; at < to; ) {
    const {bytesRead, buffer} = await file.read(Buffer.alloc(CHUNK), 0, Math.min(CHUNK, to - at), at);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
    at += bytesRead;
  }
}

export interface Tail {
  /** The last line that fits, without its line feed; `undefined` when there is none. */
  readonly last: Buffer | undefined;
  /** Everything behind it. */
  readonly after: Buffer;
}

/**
 * The end of a file, however long the file is: read backwards up to the last finished line that `fits`. `undefined`
 * when there is none for a longer stretch than is worth reading.
 */
export async function tailOf(file: FileHandle, fits: (line: Buffer) => boolean): Promise<Tail | undefined> {
  const {size} = await file.stat();
  for (let length = CHUNK; length <= LONGEST_TAIL; length *= 4) {
    const from = Math.max(0, size - length);
    const {buffer, bytesRead} = await file.read(Buffer.alloc(size - from), 0, size - from, from);
    const tail = tailIn(buffer.subarray(0, bytesRead), from === 0, fits);
    if (tail !== undefined) return tail;
  }
  return undefined;
}

/** `undefined`: it lies further up. `isWhole`: the bytes begin where the file does. */
function tailIn(bytes: Buffer, isWhole: boolean, fits: (line: Buffer) => boolean): Tail | undefined {
  let end = bytes.lastIndexOf(LINE_FEED);
  while (end !== -1) {
    const start = end === 0 ? -1 : bytes.lastIndexOf(LINE_FEED, end - 1);
    if (start === -1 && !isWhole) return undefined;
    const last = bytes.subarray(start + 1, end);
    if (fits(last)) return {last, after: bytes.subarray(end + 1)};
    end = start;
  }
  return isWhole ? {last: undefined, after: bytes} : undefined;
}
