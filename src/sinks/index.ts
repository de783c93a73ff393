import type {LineFile, Sink, SinkSettings} from '../core/sink.ts';
import {createFileSink} from './file.ts';
import {createSentinel, type SentinelParts} from './sentinel.ts';
import {createSlack} from './slack.ts';
import {createTeams} from './teams.ts';
import {createWebhook, type WebhookParts} from './webhook.ts';

export interface SinkParts extends WebhookParts, SentinelParts {
  readonly file: LineFile;
}

/** The sinks of the settings, in their order. Nothing is opened, read or asked for before something is sent. */
export const createSinks = (settings: readonly SinkSettings[], parts: SinkParts): readonly Sink[] =>
  settings.map(one => sinkOf(one, parts));

function sinkOf(settings: SinkSettings, parts: SinkParts): Sink {
  switch (settings.type) {
    case 'webhook':
      return createWebhook(settings.name, parts);
    case 'slack':
      return createSlack(settings.name, parts);
    case 'teams':
      return createTeams(settings.name, parts);
    case 'sentinel':
      return createSentinel(settings, parts);
    case 'file':
      return createFileSink(settings.name, settings.path, parts.file);
  }
}
