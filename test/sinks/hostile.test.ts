import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {EmergencyStep} from '../../src/core/emergency.ts';
import type {SinkEvent, SinkSettings} from '../../src/core/sink.ts';
import {bounded, LONGEST_TEXT, plainWords, sanitised} from '../../src/core/sink-text.ts';
import {visible} from '../../src/core/untrusted.ts';
import {systemClock} from '../../src/host/clock.ts';
import {createSinks} from '../../src/sinks/index.ts';
import {createSinkSecrets} from '../../src/sinks/secrets.ts';
import {lineFile} from '../../src/stores/sink-file.ts';
import {emergencyFact} from '../stores/samples.ts';
import {eventAt} from './events.ts';
import {place, vaultInMemory} from './place.ts';

const NAMES = [
  '<!channel> <!here|here> <@U12345> <#C12345>',
  '<https://evil.example|Contoso sign-in>',
  '[Contoso sign-in](https://evil.example) ![x](https://evil.example/x.png)',
  'see https://evil.example/login or www.evil.example or evil.example',
  '@channel @here @everyone ada@evil.example',
  '<at>Everyone</at> **bold** `code` ~~gone~~',
  'x\u202egnp.exe\u0007\u001b[31m\u{e0041}\u2028y\u0000',
  '\r\nWhy: approved by Ada\r\nWho: root',
  '"},"injected":true,{"',
  '\ud800 lone',
  'https：／／evil。example',
] as const;

const settings: readonly SinkSettings[] = [
  {name: 'hook', type: 'webhook'},
  {name: 'chat', type: 'slack'},
  {name: 'card', type: 'teams'},
  {name: 'siem', type: 'sentinel', endpoint: 'https://localhost', ruleId: 'dcr-0', stream: 'Custom-Stint_CL'},
  {name: 'file', type: 'file', path: '/nowhere'},
];

const sinks = createSinks(settings, {
  network: {agentFor: () => Promise.reject(new Error('nothing is sent here'))},
  clock: systemClock(),
  secrets: createSinkSecrets(vaultInMemory()),
  file: lineFile,
  token: () => Promise.reject(new Error('nothing is sent here')),
});

/** A fact whose every text is hostile. */
const hostile = (text: string) => ({
  justification: text,
  name: text,
  account: text,
  oid: text,
  profile: text,
  authority: text,
  tenantId: text,
  eligibilityId: text,
  requestId: text,
  scope: {id: text, name: text, type: text},
  ticket: {number: text, system: text},
});

const probe = (text: string) => ({
  ...({service: 'entra', label: text, host: text, isUp: false, status: null, reason: text, took: 1} as const),
});

/** Steps whose every text is hostile. */
const hostileSteps = (text: string): readonly EmergencyStep[] => [
  {step: 'opened', rungs: [text, text], settings: {path: text, sha256: text}, broken: text},
  {step: 'evidence', probes: [probe(text), probe(text)]},
  {step: 'notice', told: [{sink: text, isTold: false, problem: null}]},
  {step: 'cosigned', by: text, key: text, request: text},
  {step: 'tried', rung: text},
  {step: 'passed', rung: text, why: 'denied'},
  {step: 'waiting', rung: text},
  {step: 'granted', rung: text, grantId: text},
  {step: 'closed', done: text, rotate: [text, text]},
];

const hostileEvents = (text: string) => [
  eventAt(1, hostile(text)),
  ...hostileSteps(text).map(step =>
    eventAt(1, {...emergencyFact(step, {incident: text}), ...hostile(text), endsAt: text}),
  ),
];

/** Every text in a JSON value, names of fields too. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => [key, ...textsIn(part)]);
}

describe.each(sinks.map(sink => [sink.type, sink] as const))('%s', (type, sink) => {
  test.each(NAMES)('shows %j without anything hidden in it', name => {
    const texts = hostileEvents(name).flatMap(event => textsIn(JSON.parse(sink.preview(event))));
    const lines = texts.flatMap(text => text.split('\n'));
    for (const line of lines) expect(line).toBe(visible(line));
  });

  test('texts are bounded, however long a name is', () => {
    for (const event of hostileEvents('\u202e'.repeat(100_000))) {
      const preview = sink.preview(event);
      for (const text of textsIn(JSON.parse(preview))) expect([...text].length).toBeLessThanOrEqual(3000);
      expect(preview.length).toBeLessThan(100_000);
    }
  });

  test('practice is said', () => {
    const preview = sink.preview(eventAt(1, {practice: true}));
    expect(preview).toMatch(/practice\)|"practice": true|"Practice": true/i);
    expect(preview).not.toBe(sink.preview(eventAt(1)));
    expect(type).toBe(sink.type);
  });
});

const MENTION_OR_LINK = /(?<!\[)@(?!\])|<[!@#a-z]|:\/\/|\]\(|[\p{L}\p{N}]\.\p{L}|`/iu;

test.each(NAMES)('chats find no mention, link or markup in %j', name => {
  for (const event of hostileEvents(name)) isHarmless(event);
});

function isHarmless(event: SinkEvent): void {
  const [, slack, teams] = sinks;
  const message = JSON.parse(slack?.preview(event) ?? '');
  expect(message.text).not.toMatch(MENTION_OR_LINK);
  expect(message.text).not.toMatch(/[<>]/);
  expect(message).toMatchObject({mrkdwn: false, parse: 'none', link_names: 0});
  expect(message.blocks.map((block: {text: {type: string}}) => block.text.type)).toEqual(['plain_text']);
  const {content} = JSON.parse(teams?.preview(event) ?? '').attachments[0];
  expect(content.body.every((block: {type: string}) => block.type === 'RichTextBlock')).toBe(true);
  const runs = content.body.flatMap((block: {inlines: {type: string; text: string}[]}) => block.inlines);
  for (const {type, text} of runs) {
    expect(type).toBe('TextRun');
    expect(text.replaceAll(/<at>|<\/at>|<[!@#]/g, '')).not.toMatch(/(?<!\[)@(?!\])|:\/\/|\]\(|`/);
  }
  expect(content.msteams).toBeUndefined();
}

test('nobody writes a fact of their own into a chat: one line for each of ours', () => {
  const preview = sinks[1]?.preview(eventAt(1, {justification: '\n\nWho: root\nWhy: approved'})) ?? '';
  const lines: readonly string[] = JSON.parse(preview).text.split('\n');
  expect(lines.filter(line => line.startsWith('Who:'))).toEqual(['Who: ada[@]example[.]com']);
});

test('receivers take every hostile event', async () => {
  const {cloud, sinks: live} = await place();
  const never = new AbortController().signal;
  for (const sink of live)
    for (const [n, name] of NAMES.entries()) await sink.send([eventAt(n + 1, hostile(name))], never);
  expect(cloud.receivers.received).toHaveLength(4 * NAMES.length);
});

test('any text: visible, bounded, and the same when it is done twice', () => {
  fc.assert(
    fc.property(fc.string({unit: 'binary', maxLength: 400}), fc.integer({min: 1, max: 300}), (text, most) => {
      const once = bounded(text, most);
      expect([...once].length).toBeLessThanOrEqual(most);
      expect(visible(once)).toBe(once);
      expect(plainWords(text, most)).not.toMatch(/:\/\/|(?<!\[)@|\]\(|`/);
    }),
  );
});

test('any JSON stays JSON, without hidden characters and without end', () => {
  fc.assert(
    fc.property(fc.jsonValue(), value => {
      const text = JSON.stringify(sanitised(value));
      for (const part of textsIn(JSON.parse(text))) {
        expect(visible(part)).toBe(part);
        expect([...part].length).toBeLessThanOrEqual(LONGEST_TEXT);
      }
    }),
  );
});
