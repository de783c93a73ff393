import {Agent, get} from 'node:https';
import {afterAll, expect, test} from 'vitest';
import {authContextClaims} from '../../../src/core/identity.ts';
import {problemOf} from '../../../src/core/problem.ts';
import {type PracticeCloud, startPracticeCloud} from '../../../src/sandbox/index.ts';
import {HandClock} from '../../support/clock.ts';
import {live, never, newMachine, startProcess} from './support.ts';

const cloud: PracticeCloud = await startPracticeCloud({
  scenario: 'empty',
  deviceCodeApproval: {afterMs: 0},
  deviceCodeInterval: 0.02,
});
afterAll(() => cloud.stop());
const agent = new Agent({ca: cloud.ca});

const refused = async (work: Promise<unknown>) => problemOf(await work.catch((thrown: unknown) => thrown));

/** A browser: reads the page, and does what it says by itself, posting the form to the app. */
async function browse(url: string): Promise<boolean> {
  const page = await read(url);
  const action = /action="([^"]+)"/.exec(page)?.[1] ?? '';
  const fields = [...page.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [
    name,
    value.replace(/&amp;/g, '&').replace(/&quot;/g, '"'),
  ]);
  const body = new URLSearchParams(Object.fromEntries(fields));
  await fetch(action.replace('localhost', '127.0.0.1'), {method: 'POST', body});
  return true;
}

function read(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get(url, {agent}, answer => {
      let text = '';
      answer.setEncoding('utf8').on('data', part => {
        text += part;
      });
      answer.on('end', () => resolve(text));
    }).on('error', reject);
  });
}

/** Opens without waiting for what the person does there, as a browser. */
const openBrowser = async (url: string): Promise<boolean> => {
  void browse(url);
  return true;
};

test('sign-in in the browser: PKCE, and the same kept sign-in for later processes', async () => {
  const machine = newMachine();
  const urls: URL[] = [];
  const open = async (url: string) => {
    urls.push(new URL(url));
    return openBrowser(url);
  };
  const story = startProcess(cloud, machine, {openBrowser: open}).signIn('browser', never());
  const events = await live(story);
  expect(events.map(({type}) => type)).toEqual(['browser', 'signed-in']);
  expect(urls[0]?.searchParams.get('code_challenge_method')).toBe('S256');
  expect(urls[0]?.searchParams.get('redirect_uri')).toMatch(/^http:\/\/localhost:\d+$/);
  expect(urls[0]?.searchParams.get('claims')).toContain('cp1');
  const requests = cloud.log.length;
  const later = startProcess(cloud, machine);
  expect((await later.actor(never())).oid).toBe(cloud.user.oid);
  expect(cloud.log.length).toBe(requests);
  expect((await later.token('graph', {signal: never()})).token.reveal()).toContain('.');
});

test('a step-up in the browser', async () => {
  const machine = newMachine();
  const session = startProcess(cloud, machine, {openBrowser});
  await live(session.signIn('browser', never()));
  const c1 = authContextClaims('c1');
  const events = await live(session.stepUp(c1, 'entra-role', 'browser', never()));
  expect(events.map(({type}) => type)).toEqual(['browser', 'signed-in']);
  const {token} = await session.token('graph', {signal: never(), claims: c1.claims});
  expect(Buffer.from(token.reveal().split('.')[1] ?? '', 'base64url').toString()).toContain('"acrs":["c1"]');
});

test('no browser to open: said, or by code where the flow is auto', async () => {
  const session = startProcess(cloud, newMachine());
  expect(await refused(live(session.signIn('browser', never())))).toMatchObject({code: 'unsupported'});
  const events = await live(session.signIn('auto', never()));
  expect(events.map(({type}) => type)).toEqual(['device-code', 'signed-in']);
});

test('auto is the browser where there is one', async () => {
  const events = await live(startProcess(cloud, newMachine(), {openBrowser}).signIn('auto', never()));
  expect(events.map(({type}) => type)).toEqual(['browser', 'signed-in']);
});

/** Sends back what the page sends when the person says no. */
async function decline(url: string): Promise<void> {
  const asked = new URL(url).searchParams;
  const port = new URL(asked.get('redirect_uri') ?? '').port;
  const said = {error: 'access_denied', error_description: 'AADSTS65004: User declined to consent.'};
  const body = new URLSearchParams({...said, state: asked.get('state') ?? ''});
  await fetch(`http://127.0.0.1:${port}/`, {method: 'POST', body});
}

test('declined on the page', async () => {
  const open = async (url: string) => {
    void decline(url);
    return true;
  };
  const story = startProcess(cloud, newMachine(), {openBrowser: open}).signIn('browser', never());
  expect(await refused(live(story))).toMatchObject({code: 'cancelled'});
});

test('an interruption closes the page’s door at once', async () => {
  const stop = new AbortController();
  let door = '';
  const open = async (url: string) => {
    door = `http://127.0.0.1:${new URL(new URL(url).searchParams.get('redirect_uri') ?? '').port}/`;
    return true;
  };
  const story = startProcess(cloud, newMachine(), {openBrowser: open}).signIn('browser', stop.signal);
  expect(await refused(live(story, () => stop.abort()))).toMatchObject({code: 'cancelled'});
  await expect.poll(() => fetch(door).catch(() => 'closed')).toBe('closed');
});

test('a page that nobody finishes runs out', async () => {
  const clock = new HandClock();
  const open = async () => true;
  const story = startProcess(cloud, newMachine(), {openBrowser: open, clock}).signIn('browser', never());
  const told = refused(live(story, () => void clock.turn(600_000)));
  expect(await told).toMatchObject({code: 'signed-out', reason: 'code-expired'});
});
