import type {LineFile, Sink} from '../core/sink.ts';
import {cloudEventOf} from './cloud-event.ts';

/** One CloudEvent a line behind what is there. */
export function createFileSink(name: string, path: string, file: LineFile): Sink {
  return {
    ...{name, type: 'file', most: 200},
    send: async (events, signal) => {
      signal.throwIfAborted();
      await file.append(
        path,
        events.map(event => JSON.stringify(cloudEventOf(event))),
      );
      return events.length;
    },
    preview: event => JSON.stringify(cloudEventOf(event), null, 2),
  };
}
