import {Trouble} from '../core/problem.ts';
import type {Sink, SinkEvent} from '../core/sink.ts';
import {addressOf, setItAnew} from './address.ts';
import {chatWords, isForPeople} from './chat-words.ts';
import {post} from './post.ts';
import {refusal, refusePages} from './refusals.ts';
import type {WebhookParts} from './webhook.ts';

/** Teams-compatible webhooks (Workflows, "when a Teams webhook request is received"): a message with one card. */
export function createTeams(name: string, parts: WebhookParts): Sink {
  const what = `the sink “${name}”`;
  return {
    ...{name, type: 'teams', most: 1},
    send: async ([event], signal) => {
      if (!isForPeople(event)) return 1;
      const {url} = await addressOf(parts.secrets, name);
      const headers = {'content-type': 'application/json; charset=utf-8'};
      const reply = await post(parts, {what, url, headers, body: JSON.stringify(messageOf(event))}, signal);
      if (reply.status < 200 || reply.status > 299) throw refusal(what, reply, setItAnew(name));
      refusePages(what, reply);
      refuseHiddenFailure(what, reply.text);
      return 1;
    },
    preview: event => JSON.stringify(messageOf(event), null, 2),
  };
}

/** The older connectors answer 200 and tell the failure in the text (Microsoft, "Rate limiting for connectors"). */
function refuseHiddenFailure(what: string, text: string): void {
  const status = /returned HTTP error (\d{3})/.exec(text)?.[1];
  if (status === '429') throw new Trouble({code: 'throttled'});
  if (status !== undefined || /delivery failed/i.test(text))
    throw new Trouble({code: 'bad-answer', what, reason: 'it says that the message was not delivered'});
}

/** Text runs are never read as markup; text blocks and facts are. */
function messageOf(event: SinkEvent): object {
  const {headline, facts} = chatWords(event);
  const run = (text: string, more: object = {}) => ({type: 'TextRun', text, ...more});
  const line = (...inlines: object[]) => ({type: 'RichTextBlock', inlines});
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          ...{type: 'AdaptiveCard', version: '1.4'},
          body: [
            line(run(headline, {weight: 'Bolder', size: 'Medium'})),
            ...facts.map(([label, value]) => line(run(`${label}: `, {weight: 'Bolder'}), run(value))),
          ],
        },
      },
    ],
  };
}
