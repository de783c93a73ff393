import {chmodSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {noticeForm} from '../../src/host/notice-form.ts';
import {createNotices} from '../../src/host/terminal-notice.ts';
import {tmuxLetsThrough} from '../../src/host/tmux-passthrough.ts';
import {scratchFolder} from '../stores/scratch.ts';

const ESC = '\u001b';
const ST = `${ESC}\\`;

/** A terminal that keeps what was written to it. */
function noticesOn(env: Readonly<Record<string, string>>, letsThrough?: boolean) {
  const written: string[] = [];
  return {written, notices: createNotices(env, text => written.push(text), {letsThrough})};
}

const ITERM = {TERM: 'xterm-256color', TERM_PROGRAM: 'iTerm.app'};
const FOOT = {TERM: 'foot'};
const KITTY = {TERM: 'xterm-kitty', KITTY_WINDOW_ID: '1'};

test.each([
  ['osc9', ITERM],
  ['osc9', {TERM: 'xterm-256color', LC_TERMINAL: 'iTerm2'}],
  ['osc9', {TERM_PROGRAM: 'WezTerm'}],
  ['osc9', {TERM: 'xterm-256color', WEZTERM_PANE: '0'}],
  ['osc9', {TERM: 'xterm-ghostty'}],
  ['osc9', {TERM: 'xterm-256color', TERM_PROGRAM: 'ghostty', VTE_VERSION: '7600'}],
  ['osc99', {TERM: 'xterm-kitty'}],
  ['osc99', {TERM: 'xterm-256color', KITTY_WINDOW_ID: '3'}],
  ['osc777', {WT_SESSION: 'a-guid'}],
  ['osc777', {TERM: 'rxvt-unicode-256color'}],
  ['osc777', FOOT],
  ['osc777', {TERM: 'foot-extra'}],
  ['osc777', {TERM: 'xterm-256color', VTE_VERSION: '7600'}],
  ['osc99', {TERM: 'tmux-256color', TERM_PROGRAM: 'tmux', TMUX: 'here', KITTY_WINDOW_ID: '3'}],
  [undefined, {TERM: 'xterm-256color'}],
  [undefined, {TERM: 'xterm-256color', TERM_PROGRAM: 'Apple_Terminal'}],
  [undefined, {TERM: 'xterm-256color', TERM_PROGRAM: 'vscode', VTE_VERSION: '7600'}],
  [undefined, {TERM: 'screen', STY: '1.pts', KITTY_WINDOW_ID: '3'}],
  [undefined, {TERM: 'linux', WT_SESSION: 'a-guid'}],
  [undefined, {TERM: 'dumb', VTE_VERSION: '7600'}],
  [undefined, {TERM: 'footloose'}],
  [undefined, {}],
])('%s for %j', (form, env) => {
  expect(noticeForm(env)).toBe(form);
});

describe('a desktop notice', () => {
  test.each([
    ['OSC 9', ITERM, [`${ESC}]9;stint: 5 minutes left${ST}`]],
    ['OSC 777', FOOT, [`${ESC}]777;notify;stint;5 minutes left${ST}`]],
    [
      'OSC 99',
      KITTY,
      [
        `${ESC}]99;i=stint-1:d=0:e=1;c3RpbnQ=${ST}${ESC}]99;i=stint-1:d=1:e=1:p=body;NSBtaW51dGVzIGxlZnQ=${ST}`,
      ],
    ],
  ])('as %s', (_, env, expected) => {
    const {written, notices} = noticesOn(env);
    expect(notices.desktop('stint', '5 minutes left')).toBe(true);
    expect(written).toEqual(expected);
  });

  test('none for a terminal that is not known; the bell is for all', () => {
    const {written, notices} = noticesOn({TERM: 'xterm'});
    expect(notices.desktop('stint', 'soon')).toBe(false);
    expect(written).toEqual([]);
    notices.bell();
    expect(written).toEqual(['\u0007']);
  });

  test.each(['4;1;50', '9;/home', '5', '12'])('%s is no command of ConEmu’s', text => {
    const {written, notices} = noticesOn(ITERM);
    notices.desktop(text, '');
    expect(written).toEqual([`${ESC}]9;stint: ${text}${ST}`]);
  });

  test('every notice of kitty’s is one of its own', () => {
    const {written, notices} = noticesOn(KITTY);
    notices.desktop('a', 'b');
    notices.desktop('a', 'b');
    expect(written[1]).toBe(written[0]?.replaceAll('stint-1', 'stint-2'));
  });

  test('a semicolon begins no field', () => {
    const {written, notices} = noticesOn(FOOT);
    notices.desktop('a;b', 'c;d');
    expect(written).toEqual([`${ESC}]777;notify;a,b;c,d${ST}`]);
  });

  test.each([
    ['OSC 9', ITERM, 1],
    ['OSC 777', FOOT, 1],
    ['OSC 99', KITTY, 2],
  ])('a hostile text does not leave the sequence: %s', (_, env, sequences) => {
    const {written, notices} = noticesOn(env);
    const hostile = `x\u0007${ESC}]0;y${ST}\u009c\u009d52;c;eA==\u0007\r\n\u202e`;
    notices.desktop(hostile, hostile);
    const [text = ''] = written;
    const inside = text
      .split(ST)
      .slice(0, -1)
      .map(one => one.slice(2));
    expect(inside).toHaveLength(sequences);
    for (const one of inside) expect(one).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
    expect(text.endsWith(ST)).toBe(true);
  });

  test('long texts are cut, by whole characters', () => {
    const {written, notices} = noticesOn(FOOT);
    notices.desktop('𝕏'.repeat(200), 'b'.repeat(5000));
    expect(written).toEqual([`${ESC}]777;notify;${'𝕏'.repeat(79)}…;${'b'.repeat(239)}…${ST}`]);
  });
});

describe('inside tmux', () => {
  const env = {...ITERM, LC_TERMINAL: 'iTerm2', TERM_PROGRAM: 'tmux', TMUX: 'here,1,0'};

  test('it goes through where tmux lets it, each sequence wrapped and its escapes doubled', () => {
    const {written, notices} = noticesOn(env, true);
    expect(notices.desktop('stint', 'soon')).toBe(true);
    expect(written).toEqual([`${ESC}Ptmux;${ESC}${ESC}]9;stint: soon${ESC}${ESC}\\${ST}`]);
  });

  test.each([false, undefined])('else there is none (%s)', letsThrough => {
    const {written, notices} = noticesOn(env, letsThrough);
    expect(notices.desktop('stint', 'soon')).toBe(false);
    expect(written).toEqual([]);
  });

  /** A folder with a `tmux` that answers so. */
  function tmuxSaying(script: string): string {
    const folder = scratchFolder();
    writeFileSync(join(folder, 'tmux'), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, 'tmux'), 0o755);
    return folder;
  }

  test.skipIf(process.platform === 'win32').each([
    ['echo on', true],
    ['echo all', true],
    ['echo off', false],
    ['echo; exit 0', false],
    ['echo on; exit 1', false],
    [
      'test "$*" = "show-options -Apv allow-passthrough" && test "$TMUX" = here && test -z "$SECRET" && echo on',
      true,
    ],
  ])('asked of tmux: %s', async (script, allowed) => {
    const PATH = `${tmuxSaying(script)}:/usr/bin:/bin`;
    expect(await tmuxLetsThrough({PATH, TMUX: 'here', SECRET: 'x'})).toBe(allowed);
  });

  test('outside of tmux nobody is asked, and a relative folder is never looked into', async () => {
    expect(await tmuxLetsThrough({PATH: tmuxSaying('echo on')})).toBe(false);
    expect(await tmuxLetsThrough({PATH: '.:bin', TMUX: 'here'})).toBe(false);
    expect(await tmuxLetsThrough({TMUX: 'here'})).toBe(false);
  });
});
