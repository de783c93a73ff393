import {execFileSync} from 'node:child_process';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {assignment} from '../../src/cli/hand-over/shells.ts';
import '../support/property-seed.ts';

/** Anything an environment can hold, with what is special to shells in most of them. */
const value = fc
  .array(
    fc.oneof(
      fc.constantFrom(...'\'"\\$`!%^&|<>;#*?~ \t\n-=\u2018\u2019\u201a\u201b{}()'),
      fc.string({unit: 'grapheme'}),
    ),
  )
  .map(parts => parts.join('').replaceAll('\0', ''))
  .filter(text => text.isWellFormed());

test('a real sh holds exactly the value', () => {
  fc.assert(
    fc.property(value, text => {
      const script = `${assignment('env', 'AWS_X', text)}\nprintf '%s' "$AWS_X"`;
      expect(execFileSync('/bin/sh', ['-c', script], {encoding: 'utf8'})).toBe(text);
    }),
    {numRuns: 60},
  );
});

/** What fish and PowerShell make of a single-quoted string, by their own descriptions of it. */
const readFish = (line: string) => /^set -gx AWS_X '(.*)'$/su.exec(line)?.[1]?.replace(/\\([\\'])/g, '$1');
const readPowerShell = (line: string) =>
  /^\$env:AWS_X = '(.*)'$/su
    .exec(line)?.[1]
    ?.replace(/(['\u2018\u2019\u201a\u201b])(['\u2018\u2019\u201a\u201b])/gu, '$1');

test('fish and PowerShell hold exactly the value, and it ends nowhere before its end', () => {
  fc.assert(
    fc.property(value, text => {
      const fish = assignment('fish', 'AWS_X', text) ?? '';
      expect(readFish(fish)).toBe(text);
      expect(fish.slice("set -gx AWS_X '".length, -1)).toMatch(/^(?:[^\\']|\\[\\'])*$/su);
      const powershell = assignment('powershell', 'AWS_X', text) ?? '';
      expect(readPowerShell(powershell)).toBe(text);
      const inner = powershell.slice("$env:AWS_X = '".length, -1);
      expect(inner).toMatch(/^(?:[^'\u2018\u2019\u201a\u201b]|(['\u2018\u2019\u201a\u201b])\1)*$/su);
    }),
  );
});

test.each([
  {shell: 'cmd', text: 'a&b|c>d', line: 'set "AWS_X=a&b|c>d"'},
  {shell: 'cmd', text: 'abc/+=', line: 'set "AWS_X=abc/+="'},
  {shell: 'cmd', text: '100%', line: undefined},
  {shell: 'cmd', text: 'a"b', line: undefined},
  {shell: 'cmd', text: 'a!b', line: undefined},
  {shell: 'cmd', text: 'a\nb', line: undefined},
  {shell: 'env', text: 'a\0b', line: undefined},
  {shell: 'env', text: "it's", line: "export AWS_X='it'\\''s'"},
  {shell: 'fish', text: "it's \\", line: "set -gx AWS_X 'it\\'s \\\\'"},
  {shell: 'powershell', text: "it's ’", line: "$env:AWS_X = 'it''s ’’'"},
] as const)('$shell: $text', ({shell, text, line}) => {
  expect(assignment(shell, 'AWS_X', text)).toBe(line);
});
