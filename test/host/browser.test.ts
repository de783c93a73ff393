import {chmodSync, mkdtempSync, realpathSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {hasBrowser, type Launch, openInBrowser, startDetached} from '../../src/host/browser.ts';

/** A folder with an `xdg-open` that could be run. */
function desktop(): string {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'stint-test-'));
  onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
  writeFileSync(join(folder, 'xdg-open'), '#!/bin/sh\n');
  chmodSync(join(folder, 'xdg-open'), 0o755);
  return folder;
}

function remembering() {
  const launched: Launch[] = [];
  return {launched, launch: async (one: Launch) => launched.push(one) > 0};
}

test('Linux: the opener on the path, without a shell, without BROWSER and our own variables', async () => {
  const folder = desktop();
  const {launched, launch} = remembering();
  const env = {DISPLAY: ':0', PATH: `.:relative:${folder}`, BROWSER: '/bin/evil', STINT_HOME: '/h'};
  expect(await openInBrowser('https://example.com/?a=b&c=$(id)', {platform: 'linux', env, launch})).toBe(
    true,
  );
  expect(launched).toEqual([
    {
      program: join(folder, 'xdg-open'),
      args: ['https://example.com/?a=b&c=$(id)'],
      env: {DISPLAY: ':0', PATH: env.PATH},
    },
  ]);
});

test.each([
  ['no display', {PATH: '/usr/bin'}],
  ['no opener', {DISPLAY: ':0', PATH: '/nowhere'}],
  ['only relative folders', {DISPLAY: ':0', PATH: '.:bin'}],
])('Linux: none with %s', async (_, env) => {
  const {launched, launch} = remembering();
  expect(hasBrowser('linux', env)).toBe(false);
  expect(await openInBrowser('https://example.com/', {platform: 'linux', env, launch})).toBe(false);
  expect(launched).toEqual([]);
});

test('macOS and Windows by their own programs', async () => {
  const {launched, launch} = remembering();
  await openInBrowser('https://example.com/', {platform: 'darwin', env: {}, launch});
  await openInBrowser('https://example.com/', {platform: 'win32', env: {SystemRoot: 'C:\\W'}, launch});
  expect(launched.map(one => [one.program, ...one.args])).toEqual([
    ['/usr/bin/open', 'https://example.com/'],
    ['C:\\W\\System32\\rundll32.exe', 'url.dll,FileProtocolHandler', 'https://example.com/'],
  ]);
  expect(hasBrowser('darwin', {SSH_CONNECTION: '1 2 3 4'})).toBe(false);
});

test.each(['file:///etc/passwd', 'javascript:alert(1)', '--help', 'not a url', 'vscode://x'])(
  '%s is not opened',
  async url => {
    const {launched, launch} = remembering();
    expect(await openInBrowser(url, {platform: 'darwin', env: {}, launch})).toBe(false);
    expect(launched).toEqual([]);
  },
);

test('a program that cannot be started is said so', async () => {
  expect(await startDetached({program: '/nowhere/at/all', args: [], env: {}})).toBe(false);
  expect(await startDetached({program: process.execPath, args: ['--version'], env: {}})).toBe(true);
});
