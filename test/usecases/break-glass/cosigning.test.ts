import {expect, test} from 'vitest';
import {readCosignRequest} from '../../../src/core/cosign.ts';
import {Secret} from '../../../src/core/secret.ts';
import {cosign} from '../../../src/usecases/break-glass/cosign.ts';
import type {People} from '../../../src/usecases/break-glass/emergency-story.ts';
import {NOON} from '../samples.ts';
import {AZURE, emergencyRun, emergencyWorld, never, SETTINGS, signerOf, words} from './emergency-world.ts';

const grace = signerOf();
const mallory = signerOf();

function asking(publicKey = grace.publicKey, within?: string) {
  const settings = {within, signers: [{name: 'Grace', publicKey}]};
  return emergencyWorld({...SETTINGS, breakGlass: {ladder: [AZURE], cosign: settings}});
}

const run = (w: ReturnType<typeof asking>, cosignature?: People['cosignature']) =>
  emergencyRun(w, {rungs: [AZURE]}, {cosignature});

const server = {now: () => NOON, offset: () => 0};
const signedBy = (signer: typeof grace) => async (text: string) =>
  (await cosign({signer, server}, text).sign()).answer;

test('a colleague signs what they have read: who, what, why, until when', async () => {
  const w = asking();
  const seen: unknown[] = [];
  const story = await run(w, async (text, {signers, until}) => {
    const cosigning = cosign({signer: grace, server}, text);
    seen.push(cosigning.request, cosigning.isLate, signers, until - w.clock.now());
    return (await cosigning.sign()).answer;
  });
  expect(seen).toMatchObject([
    {
      ...{incident: 'INC-1', reason: 'payments are down', rungs: ['prod-owner'], by: 'ada@contoso.example'},
      ...{at: '2026-11-22T12:00:00Z', until: '2026-11-22T12:10:00Z', drill: false},
    },
    false,
    ['Grace'],
    600_000,
  ]);
  expect(words(story).slice(3)).toEqual(['cosigned', 'tried prod-owner', 'granted prod-owner']);
  const line = w.log.facts.find(({emergency}) => emergency?.step === 'cosigned')?.emergency;
  const {key} = await grace.key();
  expect(line).toMatchObject({by: 'Grace', key});
  expect(line?.step === 'cosigned' && readCosignRequest(line.request).incident).toBe('INC-1');
});

test.each([
  {what: 'nobody can be asked', people: undefined, why: 'no-answer'},
  {what: 'nobody answers', people: async () => undefined, why: 'no-answer'},
  {what: 'nobody ever answers', people: never<string>, why: 'no-answer'},
  {what: 'somebody else signs', people: signedBy(mallory), why: 'not-valid'},
  {what: 'the answer is garbage', people: async () => 'stint-cosigned-1.AAAA', why: 'not-valid'},
])('$what: the flow goes on, marked single-person', async ({people, why}) => {
  const w = asking();
  const story = await run(w, people);
  expect(story.find(({type}) => type === 'single-person')).toMatchObject({why});
  expect(words(story).at(-1)).toBe('granted prod-owner');
  expect(w.clock.monotonic()).toBe(people === never ? 600_000 : 0);
});

test('three answers are looked at, no more', async () => {
  const w = asking();
  let asked = 0;
  await run(w, async () => {
    asked += 1;
    return 'no';
  });
  expect(asked).toBe(3);
});

test('an answer to yesterday’s request is worth nothing', async () => {
  const first = asking();
  let kept = '';
  await run(first, async text => {
    kept = await signedBy(grace)(text);
    return kept;
  });
  const second = asking();
  Object.assign(second.emergency, {newId: () => 'another-nonce'});
  expect(words(await run(second, async () => kept))).toContain('single-person');
});

test('nobody is their own second person', async () => {
  const w = asking();
  const own = w.emergency.signer;
  const {publicKey} = await own.key();
  const signers = [
    {name: 'Me', publicKey},
    {name: 'Grace', publicKey: grace.publicKey},
  ];
  const alone = emergencyWorld({...SETTINGS, breakGlass: {ladder: [AZURE], cosign: {signers}}});
  Object.assign(alone.emergency, {signer: own});
  const story = await run(alone, async text => (await cosign({signer: own, server}, text).sign()).answer);
  expect(story.find(({type}) => type === 'single-person')).toMatchObject({why: 'not-valid'});
});

test('where nobody but oneself could sign, nobody is waited for', async () => {
  const own = asking().emergency.signer;
  const alone = asking((await own.key()).publicKey);
  Object.assign(alone.emergency, {signer: own});
  const began = alone.clock.monotonic();
  let asked = 0;
  const story = await run(alone, async () => {
    asked += 1;
    return never();
  });
  expect(words(story).slice(3)).toEqual(['single-person', 'tried prod-owner', 'granted prod-owner']);
  expect(asked).toBe(0);
  expect(alone.clock.monotonic() - began).toBeLessThan(60_000);
});

test('the limit is the settings’ own; Ctrl-C ends the waiting and the flow', async () => {
  const w = asking(grace.publicKey, '90s');
  await run(w, never);
  expect(w.clock.monotonic()).toBe(90_000);
  const stopped = asking();
  const stop = new AbortController();
  const people = {
    mfaCode: async () => new Secret('123456'),
    cosignature: async () => {
      stop.abort();
      return never<string>();
    },
  };
  const story = await emergencyRun(stopped, {rungs: [AZURE]}, people, stop.signal);
  expect(words(story).at(-1)).toBe('single-person');
  expect(stopped.sentAt).toEqual([]);
});

test('what is no request is not signed; a late one says so', async () => {
  expect(() => cosign({signer: grace, server}, 'hello')).toThrow(
    expect.objectContaining({problem: expect.objectContaining({code: 'usage'})}),
  );
  const w = asking();
  await run(w, async text => {
    const later = {now: () => NOON + 600_000, offset: () => 0};
    expect(cosign({signer: grace, server: later}, text).isLate).toBe(true);
    return undefined;
  });
});
