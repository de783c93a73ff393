import {Trouble} from '../core/problem.ts';
import type {Sink, SinkEvent} from '../core/sink.ts';
import {addressOf, setItAnew} from './address.ts';
import {asText, chatWords, isForPeople} from './chat-words.ts';
import {post} from './post.ts';
import {refusal, refusePages} from './refusals.ts';
import type {WebhookParts} from './webhook.ts';

/** The longest text of a block is 3000 characters (Slack, "Block Kit: section"). */
const LONGEST = 2900;

/** Incoming webhooks of Slack, and of chats that take the same (Mattermost, Rocket.Chat, …). */
export function createSlack(name: string, parts: WebhookParts): Sink {
  const what = `the sink “${name}”`;
  return {
    ...{name, type: 'slack', most: 1},
    send: async ([event], signal) => {
      if (!isForPeople(event)) return 1;
      const {url} = await addressOf(parts.secrets, name);
      const headers = {'content-type': 'application/json; charset=utf-8'};
      const reply = await post(parts, {what, url, headers, body: JSON.stringify(messageOf(event))}, signal);
      if (reply.status < 200 || reply.status > 299) throw refusal(what, reply, setItAnew(name));
      refusePages(what, reply);
      if (/^\s*(ok|\{"(ok|success)":\s*true\b.*\}|)\s*$/s.test(reply.text)) return 1;
      throw new Trouble({code: 'bad-answer', what, reason: 'it does not say that it has taken the message'});
    },
    preview: event => JSON.stringify(messageOf(event), null, 2),
  };
}

/** `plain_text` is never read as markup; `text` is what notifications, and chats without blocks, show. */
function messageOf(event: SinkEvent): object {
  const text = asText(chatWords(event)).slice(0, LONGEST).toWellFormed();
  return {
    text: escaped(text),
    ...{mrkdwn: false, parse: 'none', link_names: 0, unfurl_links: false, unfurl_media: false},
    blocks: [{type: 'section', text: {type: 'plain_text', text, emoji: false}}],
  };
}

/** Slack's three control characters: `<!channel>` and `<https://…|…>` begin with one (Slack, "Escaping text"). */
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
