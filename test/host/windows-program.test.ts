import {expect, test} from 'vitest';
import {windowsProgram} from '../../src/host/windows-program.ts';

const there = [
  'C:\\Tools\\aws.exe',
  'C:\\Tools\\npm.cmd',
  'C:\\Tools\\plan.py',
  'C:\\Here\\aws.exe',
  'C:\\Here\\own.com',
  'C:\\Later\\npm.exe',
];
const isFile = (path: string) => there.some(file => file.toLowerCase() === path.toLowerCase());
const env = {Path: 'relative;C:\\Tools;C:\\Later', PATHEXT: '.COM;.EXE;.BAT;.CMD;.PY'};
const found = (name: string) => windowsProgram(name, {env, cwd: 'C:\\Here'}, isFile);

test.each([
  ['aws', 'C:\\Tools\\aws.EXE'],
  ['AWS.EXE', 'C:\\Tools\\AWS.EXE'],
  ['.\\aws', 'C:\\Here\\aws.EXE'],
  ['.\\own', 'C:\\Here\\own.COM'],
  ['C:/Tools/aws.exe', 'C:\\Tools\\aws.exe'],
])('%s is %s', (name, program) => {
  expect(found(name)).toEqual({type: 'program', program});
});

test.each(['own', 'nothing', '', '.\\nothing.exe', 'C:\\Tools'])('“%s” is not found', name => {
  expect(found(name)).toEqual({type: 'not-found'});
});

test('a batch file is refused with what to write, also where a program of that name comes later', () => {
  expect(found('npm')).toEqual({
    type: 'not-runnable',
    reason: 'it is a batch file, which only a shell runs; write: cmd /c npm',
  });
  expect(found('plan')).toMatchObject({type: 'not-runnable'});
});

test('without PATHEXT the usual endings count, without PATH nothing is found', () => {
  expect(windowsProgram('aws', {env: {PATH: 'C:\\Tools'}, cwd: 'C:\\Here'}, isFile)).toMatchObject({
    type: 'program',
  });
  expect(windowsProgram('aws', {env: {}, cwd: 'C:\\Here'}, isFile)).toEqual({type: 'not-found'});
});
