import {chmodSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {Trouble} from '../../src/core/problem.ts';
import {attempt, ensureFile, ensureFolder} from '../../src/stores/folder.ts';
import {scratchFolder} from './scratch.ts';

const modeOf = (path: string): number => statSync(path).mode & 0o777;

function refusal(work: () => void): unknown {
  try {
    work();
  } catch (thrown) {
    return thrown instanceof Trouble ? thrown.problem : thrown;
  }
  return 'accepted';
}

const unusable = (path: string, reason: string) =>
  expect.objectContaining({code: 'state-unwritable', path, reason});

test('a folder is made for us alone, with its parents', () => {
  const path = join(scratchFolder(), 'a', 'b');
  ensureFolder(path);
  expect(modeOf(path)).toBe(0o700);
});

test.runIf(process.platform === 'linux')(
  'a place where nothing can be made is refused, and does not turn round for ever',
  () => {
    expect(refusal(() => ensureFolder('/proc/nowhere/inside'))).toEqual(
      unusable('/proc/nowhere/inside', 'it cannot be made there'),
    );
  },
);

test('a folder or file of ours that is too open is narrowed', () => {
  const folder = join(scratchFolder(), 'open');
  mkdirSync(folder);
  chmodSync(folder, 0o777);
  ensureFolder(folder);
  expect(modeOf(folder)).toBe(0o700);
  const file = join(folder, 'file');
  writeFileSync(file, 'kept');
  chmodSync(file, 0o666);
  ensureFile(file);
  expect(modeOf(file)).toBe(0o600);
  expect(readFileSync(file, 'utf8')).toBe('kept');
});

test('a link is refused, wherever it leads', () => {
  const home = scratchFolder();
  mkdirSync(join(home, 'real'));
  writeFileSync(join(home, 'real.db'), '');
  symlinkSync(join(home, 'real'), join(home, 'folder'));
  symlinkSync(join(home, 'real.db'), join(home, 'file'));
  symlinkSync(join(home, 'nowhere'), join(home, 'dangling'));
  const reason = 'it is a link to somewhere else';
  expect(refusal(() => ensureFolder(join(home, 'folder')))).toEqual(unusable(join(home, 'folder'), reason));
  expect(refusal(() => ensureFile(join(home, 'file')))).toEqual(unusable(join(home, 'file'), reason));
  expect(refusal(() => ensureFile(join(home, 'dangling')))).toEqual(unusable(join(home, 'dangling'), reason));
});

test('what belongs to somebody else is refused, also for root', () => {
  const home = scratchFolder();
  const file = join(home, 'state.db');
  ensureFile(file);
  const stranger = (process.getuid?.() ?? 0) + 1;
  const reason = 'it belongs to another user';
  expect(refusal(() => ensureFolder(home, stranger))).toEqual(unusable(home, reason));
  expect(refusal(() => ensureFile(file, stranger))).toEqual(unusable(file, reason));
});

test('a file in the place of a folder, and a folder in the place of a file', () => {
  const home = scratchFolder();
  const file = join(home, 'file');
  writeFileSync(file, '');
  expect(refusal(() => ensureFolder(file))).toMatchObject({code: 'state-unwritable', path: file});
  expect(refusal(() => ensureFolder(join(file, 'deeper')))).toMatchObject({code: 'state-unwritable'});
  expect(refusal(() => ensureFile(home))).toEqual(unusable(home, 'it is not a file'));
});

/** Root may write everywhere, so what the system refuses to others is put into the work itself. */
const refusing = (code: string) => () => {
  throw Object.assign(new Error(`${code}: refused`), {code});
};

test.each([
  ['EACCES', 'it may not be written by you'],
  ['EPERM', 'it may not be written by you'],
  ['EROFS', 'it is on a read-only disk'],
  ['ENOSPC', 'the disk is full'],
  ['EDQUOT', 'your disk quota is used up'],
  ['EMFILE', 'the system refuses it (EMFILE)'],
])('%s is said in words', (code, reason) => {
  expect(refusal(() => attempt('/home/ada/state', refusing(code)))).toEqual(
    unusable('/home/ada/state', reason),
  );
});

test('what is no refusal of the system keeps its own words', () => {
  const mistake = new Error('a mistake of ours');
  const work = () => {
    throw mistake;
  };
  expect(refusal(() => attempt('/home/ada/state', work))).toBe(mistake);
});
