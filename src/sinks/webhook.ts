import type {Sink, SinkSecrets} from '../core/sink.ts';
import {addressOf, setItAnew} from './address.ts';
import {cloudEventOf} from './cloud-event.ts';
import {type PostParts, post} from './post.ts';
import {refusal, refusePages} from './refusals.ts';

export interface WebhookParts extends PostParts {
  readonly secrets: Pick<SinkSecrets, 'read'>;
}

/** CloudEvents 1.0 over HTTPS in structured mode, one a call; any 2xx is taken for an arrival. */
export function createWebhook(name: string, parts: WebhookParts): Sink {
  const what = `the sink “${name}”`;
  return {
    ...{name, type: 'webhook', most: 1},
    send: async ([event], signal) => {
      const {url, token} = await addressOf(parts.secrets, name);
      const headers = {
        'content-type': 'application/cloudevents+json; charset=utf-8',
        ...(token === undefined ? {} : {authorization: `Bearer ${token.reveal()}`}),
      };
      const body = JSON.stringify(cloudEventOf(event));
      const reply = await post(parts, {what, url, headers, body}, signal);
      if (reply.status < 200 || reply.status > 299) throw refusal(what, reply, setItAnew(name));
      refusePages(what, reply);
      return 1;
    },
    preview: event => JSON.stringify(cloudEventOf(event), null, 2),
  };
}
