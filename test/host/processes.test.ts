import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {describe, expect, onTestFinished, test} from 'vitest';
import {createProcesses, processes, seenInPs, seenInStat} from '../../src/host/processes.ts';

/** Fields 4 to 21 of `/proc/PID/stat`. */
const BETWEEN = Array.from({length: 18}, (_, n) => n).join(' ');

test.each([
  ['an ordinary name', `7 (node) S ${BETWEEN} 4711 0 0`, {type: 'there', since: '4711'}],
  ['a name like the end of one', `7 (a) Z 1 (b) R ${BETWEEN} 4711 0`, {type: 'there', since: '4711'}],
  ['a name with a line end', `7 (a\nb) T ${BETWEEN} 4711 0\n`, {type: 'there', since: '4711'}],
  ['a zombie', `7 (node) Z ${BETWEEN} 4711 0`, {type: 'gone'}],
  ['a dead one', `7 (node) X ${BETWEEN} 4711 0`, {type: 'gone'}],
  ['too few fields', '7 (node) S 1 2', {type: 'there', since: ''}],
])('/proc/PID/stat: %s', (_, text, seen) => {
  expect(seenInStat(text)).toEqual(seen);
});

test.each([
  ['Ss   Sun Nov 22 12:00:00 2026    \n', {type: 'there', since: 'Sun Nov 22 12:00:00 2026'}],
  ['S+   Sun Nov  2 12:00:00 2026\n', {type: 'there', since: 'Sun Nov 2 12:00:00 2026'}],
  ['Z    Sun Nov 22 12:00:00 2026\n', {type: 'gone'}],
  ['', {type: 'gone'}],
])('ps: %j', (line, seen) => {
  expect(seenInPs(line)).toEqual(seen);
});

describe('whether a process lives', () => {
  const there = (since: string) => ({type: 'there', since}) as const;
  const seeing = (seen: ReturnType<typeof there> | {type: 'gone'}) => createProcesses(() => seen, 1);

  test.each([
    ['began when the mark says', there('noon'), 'noon', true],
    ['began at another time: the pid is used again', there('one'), 'noon', false],
    ['is not there', {type: 'gone'} as const, 'noon', false],
    ['is not there, and never told its beginning', {type: 'gone'} as const, '', false],
    ['is there, and the mark tells no beginning', there('one'), '', true],
    ['is there, and the system tells no beginning', there(''), 'noon', true],
  ])('one that %s', (_, seen, since, lives) => {
    expect(seeing(seen).isAlive({pid: 2, since})).toBe(lives);
  });

  test('who we are is found out once, and not before somebody asks', () => {
    const asked: number[] = [];
    const ours = createProcesses(pid => {
      asked.push(pid);
      return there('noon');
    }, 7);
    expect(asked).toEqual([]);
    expect([ours.own, ours.own, ours.isAlive({pid: 7, since: 'noon'})]).toEqual([ours.own, ours.own, true]);
    expect(asked).toEqual([7]);
    expect(ours.isAlive({pid: 7, since: 'the day before'})).toBe(false);
  });
});

describe('on this machine', () => {
  test('we are alive, and whoever had our pid before is not', () => {
    const {own} = processes;
    expect(own.pid).toBe(process.pid);
    expect(processes.isAlive(own)).toBe(true);
    expect(processes.isAlive({...own, since: ''})).toBe(true);
    expect(own.since === '' || !processes.isAlive({...own, since: `${own.since}1`})).toBe(true);
    expect([0, -1, 1.5, Number.NaN].map(pid => processes.isAlive({pid, since: ''}))).toEqual(
      Array(4).fill(false),
    );
  });

  test('a child is alive until it is killed', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {stdio: 'ignore'});
    onTestFinished(() => void child.kill('SIGKILL'));
    await once(child, 'spawn');
    const pid = child.pid ?? 0;
    expect(processes.isAlive({pid, since: ''})).toBe(true);
    expect(processes.isAlive({pid, since: processes.own.since})).toBe(process.platform === 'win32');
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(processes.isAlive({pid, since: ''})).toBe(false);
  });

  test.runIf(process.platform === 'linux')('a zombie is gone', async () => {
    const parent = spawn('/bin/sh', ['-c', 'sleep 60 & echo $!; exec sleep 60'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    onTestFinished(() => void parent.kill('SIGKILL'));
    const pid = Number(String((await once(parent.stdout, 'data'))[0]));
    const told = (of: number | undefined) => readFileSync(`/proc/${of}/stat`, 'utf8');
    // From here on nobody asks for the child's end.
    await expect.poll(() => told(parent.pid), {interval: 5}).toContain('(sleep)');
    process.kill(pid, 'SIGKILL');
    await expect.poll(() => told(pid), {interval: 5}).toContain(') Z ');
    expect(processes.isAlive({pid, since: ''})).toBe(false);
  });
});
