import {failingWords} from './delivering.ts';
import {attention, type Model, type Notice} from './model.ts';
import {clip, wrapped} from './parts/cell.ts';
import {say} from './theme.ts';

export interface NoticeLine {
  readonly text: string;
  /** What happened, or what to do next. */
  readonly part: 'text' | 'next';
  readonly tone: Notice['tone'] | 'alarm';
  /** The first line of what is said. */
  readonly isFirst: boolean;
}

/** Most lines of a notice: the list behind it is still what people came for. */
const MOST = {tall: 5, low: 3} as const;

/** A notice in the lines it takes; what happened is never cut for the sake of what to do next. */
export function noticeLines(model: Model): readonly NoticeLine[] {
  const most = model.size.rows >= 20 ? MOST.tall : MOST.low;
  const lines = noticesOf(model).flatMap(notice => linesOf(model, notice));
  const shown = lines.slice(0, most);
  const [last] = shown.slice(-1);
  if (last === undefined || lines.length <= most) return shown;
  const {look, size} = model;
  const marked = `${clip(last.text, size.columns - 7, '')} ${look.glyphs.more}`;
  return [...shown.slice(0, -1), {...last, text: marked}];
}

type Said = Omit<Notice, 'tone'> & Pick<NoticeLine, 'tone'>;

/** What an emergency took and is about to end comes first; a sink that fails is said where nothing else is. */
function noticesOf(model: Model): readonly Said[] {
  const alarms = model.alarms.map(text => ({tone: 'alarm', text, next: []}) as const);
  if (model.notice !== null) return [...alarms, model.notice];
  return alarms.length > 0 ? alarms : failingWords(model).map(text => attention(text));
}

function linesOf({look, size}: Model, {tone, text, next}: Said): readonly NoticeLine[] {
  const lines = (words: string, part: NoticeLine['part']): readonly NoticeLine[] =>
    wrapped(say(look, words), size.columns - 5).map((line, at) => ({
      ...{text: line, part, tone},
      isFirst: part === 'text' && at === 0,
    }));
  return [...lines(text, 'text'), ...next.flatMap(step => lines(step, 'next'))];
}
