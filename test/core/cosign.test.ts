import {generateKeyPairSync, sign} from 'node:crypto';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import '../support/property-seed.ts';
import {
  type CosignRequest,
  cosignAnswerText,
  cosignerIn,
  cosignKeyName,
  cosignText,
  readCosignAnswer,
  readCosignRequest,
} from '../../src/core/cosign.ts';

const REQUEST: CosignRequest = {
  ...{
    incident: 'INC-1',
    drill: false,
    reason: 'payments are down',
    rungs: ['prod-owner'],
    by: 'ada@contoso.example',
  },
  ...{profile: 'default', at: '2026-11-22T03:00:00Z', until: '2026-11-22T03:10:00Z', nonce: 'nonce-1'},
};

function person(name: string) {
  const {privateKey, publicKey: point} = generateKeyPairSync('ed25519');
  const publicKey = point.export({format: 'der', type: 'spki'}).toString('base64');
  const key = cosignKeyName(publicKey) ?? '';
  const answer = (text: string) =>
    cosignAnswerText({key, signature: sign(null, Buffer.from(text), privateKey).toString('base64')});
  return {signer: {name, publicKey}, key, answer};
}

const [grace, mallory] = [person('Grace'), person('Mallory')];

test('a request travels as one line and comes back the same', () => {
  const text = cosignText(REQUEST);
  expect(text).toMatch(/^stint-cosign-1\.[\w-]+$/);
  expect(readCosignRequest(`  ${text}\n`)).toEqual(REQUEST);
});

test('an answer names who signed, and by which key', () => {
  const text = cosignText(REQUEST);
  const found = cosignerIn(text, `${grace.answer(text)}\n`, [mallory.signer, grace.signer]);
  expect(found).toEqual({by: 'Grace', key: grace.key});
});

const other = cosignText({...REQUEST, nonce: 'nonce-2'});
const text = cosignText(REQUEST);

test.each([
  {what: 'for another request', answer: grace.answer(other)},
  {what: 'of somebody who is not asked', answer: mallory.answer(text)},
  {
    what: 'under another name',
    answer: cosignAnswerText({...readCosignAnswer(mallory.answer(text)), key: grace.key}),
  },
  {what: 'that is none', answer: 'yes'},
  {what: 'that is the request', answer: text},
  {what: 'that is empty', answer: ''},
])('an answer $what counts for nothing', ({answer}) => {
  expect(cosignerIn(text, answer, [grace.signer])).toBeUndefined();
});

test('a changed character of the request or the answer is refused', () => {
  const answer = grace.answer(text);
  const characters = fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.');
  const changed = (of: string, at: number, by: string) => of.slice(0, at) + by + of.slice(at + 1);
  fc.assert(
    fc.property(fc.nat(), characters, fc.boolean(), (place, by, isAnswer) => {
      const of = isAnswer ? answer : text;
      const at = place % of.length;
      fc.pre(of[at] !== by);
      const now = changed(of, at, by);
      const found = isAnswer
        ? cosignerIn(text, now, [grace.signer])
        : cosignerIn(now, answer, [grace.signer]);
      expect(found).toBeUndefined();
    }),
    {numRuns: 500},
  );
});

test('whatever people wrote, the text reads back as it was cut, and reading never fails otherwise', () => {
  const texts = fc.string({unit: 'binary', minLength: 1, maxLength: 600});
  fc.assert(
    fc.property(texts, texts, fc.array(texts, {maxLength: 40}), (incident, reason, rungs) => {
      const read = readCosignRequest(cosignText({...REQUEST, incident, reason, rungs}));
      expect(incident.toWellFormed().startsWith(read.incident)).toBe(true);
      expect(read.rungs.length).toBe(Math.min(rungs.length, 32));
    }),
  );
});

const packed = (value: string) => `stint-cosign-1.${Buffer.from(value).toString('base64url')}`;
const json = (value: object) => packed(JSON.stringify(value));

test.each([
  ['nothing', ''],
  ['another prefix', text.replace('cosign-1', 'cosign-2')],
  ['no JSON', packed('hello')],
  ['a list', packed('[]')],
  ['another order of members', json(REQUEST)],
  ['a missing member', json({incident: 'INC-1'})],
  ['a member too many', cosignText({...REQUEST, ...{more: 'x'}}).replace(/.$/, 'A')],
  ['base64 with padding', `${text}=`],
  ['something behind it', `${text} x`],
  ['too much', `stint-cosign-1.${'A'.repeat(9000)}`],
])('%s is no request', (_, given) => {
  expect(() => readCosignRequest(given)).toThrow(
    expect.objectContaining({problem: expect.objectContaining({code: 'usage'})}),
  );
});

test.each([
  ['nothing', ''],
  ['too little', 'AAAA'],
  ['another text', Buffer.from('not a key').toString('base64')],
  ['an RSA key', rsa()],
])('%s is no Ed25519 key', (_, key) => {
  expect(cosignKeyName(key)).toBeUndefined();
  expect(cosignerIn(text, grace.answer(text), [{name: 'X', publicKey: key}])).toBeUndefined();
});

function rsa(): string {
  const {publicKey} = generateKeyPairSync('rsa', {modulusLength: 1024});
  return publicKey.export({format: 'der', type: 'spki'}).toString('base64');
}
