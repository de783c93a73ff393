import {PassThrough} from 'node:stream';
import {describe, expect, test} from 'vitest';
import {type Begin, lineOf, type Message, messageIn} from '../../src/compose/guard/messages.ts';
import {Post} from '../../src/compose/guard/post.ts';
import {keepWatch} from '../../src/compose/guard/watch.ts';
import {Secret} from '../../src/core/secret.ts';
import {minutes} from '../../src/core/time.ts';
import {HandClock} from '../support/clock.ts';
import {ADA, grant, HOUR, NOON, wish} from '../usecases/samples.ts';

const BEGIN: Begin = {
  type: 'begin',
  ...{profile: 'default', practice: false, aws: {copies: 'aws/default'}},
  places: {
    stateDb: '/s/state.db',
    locksDb: '/s/locks.db',
    auditFile: '/s/audit.ndjson',
    statusFile: '/s/status.json',
  },
  entra: {
    endpoints: {
      authorityHost: 'https://login.example',
      armEndpoint: 'https://arm.example',
      graphEndpoint: 'https://graph.example',
    },
    ...{clientId: 'client', copies: 'login/tenant/oid'},
  },
  proxies: {HTTPS_PROXY: 'http://proxy.example'},
};
const TOKEN: Message = {
  type: 'token',
  audience: 'arm',
  token: new Secret('eyJ'),
  expiresAt: NOON,
  actor: ADA,
};
const ENDS_SOON = wish({grant: grant({endsAt: NOON + minutes(3)})});

describe('messages', () => {
  test.each<Message>([
    BEGIN,
    {...BEGIN, entra: null, aws: null},
    {type: 'ward', wish: ENDS_SOON},
    TOKEN,
    {type: 'time', offset: -1500},
    {type: 'release', wishIds: ['one']},
    {type: 'dismiss'},
  ])('$type is read as it was written, on one line', message => {
    const line = lineOf(message);
    expect(line).not.toContain('\n');
    expect(messageIn(line)).toEqual(message);
  });

  test('the token itself arrives', () => {
    const read = messageIn(lineOf(TOKEN));
    expect(read?.type === 'token' && read.token.reveal()).toBe('eyJ');
  });

  test.each([
    ['no JSON', ''],
    ['half a line', '{"type":"dismiss"'],
    ['nothing', 'null'],
    ['a list', '["dismiss"]'],
    ['an unknown word', '{"type":"end"}'],
    ['no profile', JSON.stringify({...BEGIN, profile: ''})],
    ['places that are missing', JSON.stringify({...BEGIN, places: {stateDb: '/s'}})],
    ['no endpoints', JSON.stringify({...BEGIN, entra: {clientId: 'x', copies: 'y'}})],
    ['a wish without a name', JSON.stringify({type: 'ward', wish: {...ENDS_SOON, id: ''}})],
    [
      'a kind that is none',
      JSON.stringify({type: 'ward', wish: {...ENDS_SOON, grant: {id: 'x', kind: 'other'}}}),
    ],
    ['a wish of nobody', JSON.stringify({type: 'ward', wish: {...ENDS_SOON, actor: {}}})],
    ['a time that is a text', '{"type":"time","offset":"1"}'],
    ['a release of no list', '{"type":"release","wishIds":"one"}'],
    ['a token for something else', lineOf(TOKEN).replace('"arm"', '"mail"')],
    ['a token that is none', lineOf(TOKEN).replace('"eyJ"', '""')],
  ])('%s is not understood', (_, line) => {
    expect(messageIn(line)).toBeUndefined();
  });
});

interface Life {
  readonly post: Post;
  readonly clock: HandClock;
  readonly input: PassThrough;
  readonly asked: AbortController;
  readonly ended: string[];
  readonly over: Promise<void>;
}

function live(): Life {
  const clock = new HandClock(NOON);
  const [post, input, asked] = [new Post(clock), new PassThrough(), new AbortController()];
  const ended: string[] = [];
  const end = async (): Promise<void> => void ended.push(...post.wards.keys());
  const over = keepWatch({post, input, clock, asked: asked.signal, end});
  return {post, clock, input, asked, ended, over};
}

const tell = ({input}: Life, ...messages: readonly Message[]): void => {
  for (const message of messages) input.write(`${lineOf(message)}\n`);
};

describe('a guardian’s life', () => {
  test('the pipe ends: what it was given is ended', async () => {
    const life = live();
    tell(life, BEGIN, {type: 'ward', wish: wish({id: 'one'})}, {type: 'ward', wish: wish({id: 'two'})});
    tell(life, {type: 'release', wishIds: ['one']});
    life.input.end();
    await life.over;
    expect(life.ended).toEqual(['two']);
  });

  test('the pipe breaks in the middle of a line: what was whole counts', async () => {
    const life = live();
    tell(life, BEGIN, {type: 'ward', wish: wish({id: 'one'})});
    life.input.write(lineOf({type: 'release', wishIds: ['one']}).slice(0, 20));
    await expect.poll(() => life.post.wards.size).toBe(1);
    life.input.destroy(new Error('reset'));
    await life.over;
    expect(life.ended).toEqual(['one']);
  });

  test('dismissed, it leaves at once and ends nothing', async () => {
    const life = live();
    tell(life, BEGIN, {type: 'ward', wish: wish()}, {type: 'dismiss'});
    await life.over;
    expect(life.ended).toEqual([]);
  });

  test('nothing was given to it', async () => {
    const life = live();
    tell(life, BEGIN);
    life.input.end();
    await life.over;
    expect(life.ended).toEqual([]);
  });

  test('all it was given is over: it leaves and asks nobody', async () => {
    const life = live();
    tell(life, BEGIN, {type: 'ward', wish: ENDS_SOON}, {type: 'time', offset: minutes(1)});
    await life.clock.through(life.over);
    expect(life.ended).toEqual([]);
    expect(life.clock.now()).toBe(NOON + minutes(2));
  });

  test.each([2, -2])('a clock that is set by %d hours does not change when it leaves', async by => {
    const life = live();
    tell(life, BEGIN, {type: 'ward', wish: ENDS_SOON}, {type: 'time', offset: minutes(1)});
    await expect.poll(() => life.post.wards.size).toBe(1);
    life.clock.stepWall(by * HOUR);
    await life.clock.through(life.over);
    expect(life.clock.monotonic()).toBe(minutes(2));
    expect(life.ended).toEqual([]);
  });

  test('a clock that is set leaves the time as it was told', async () => {
    const {post, clock} = live();
    post.hear({type: 'time', offset: minutes(1)});
    clock.stepWall(HOUR);
    expect([post.now(), post.offset()]).toEqual([NOON + minutes(1), minutes(1) - HOUR]);
    post.hear({type: 'time', offset: minutes(2) - HOUR});
    expect(post.now()).toBe(NOON + minutes(2));
  });

  test('asked to go, it goes', async () => {
    const life = live();
    tell(life, BEGIN, {type: 'ward', wish: wish()});
    life.asked.abort();
    await life.over;
    expect(life.ended).toEqual([]);
  });

  test('the same wish again takes the later end', async () => {
    const life = live();
    tell(
      life,
      BEGIN,
      {type: 'ward', wish: ENDS_SOON},
      {type: 'ward', wish: {...ENDS_SOON, grant: grant({endsAt: NOON + minutes(9)})}},
    );
    await life.clock.through(life.over);
    expect(life.clock.now()).toBe(NOON + minutes(9));
  });
});
