import {execFileSync} from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import {dirname, join} from 'node:path';
import {fromIni} from '@aws-sdk/credential-provider-ini';
import {describe, expect, test} from 'vitest';
import type {AwsProfileBlock} from '../../src/core/ports.ts';
import {systemClock} from '../../src/host/clock.ts';
import {createAwsConfigFile} from '../../src/stores/aws-config-file.ts';
import {createLocks} from '../../src/stores/locks.ts';
import {scratchFolder} from './scratch.ts';

const block = (name: string): AwsProfileBlock => ({
  name,
  lines: [
    ['credential_process', 'stint creds "Admin@prod" --format process'],
    ['region', 'eu-west-1'],
  ],
});

const textOf = (name: string, end = '\n'): string =>
  [
    `[profile ${name}]`,
    'credential_process = stint creds "Admin@prod" --format process',
    'region = eu-west-1',
    '',
  ].join(end);

function fileWith(text?: string | Buffer): string {
  const folder = join(scratchFolder(), '.aws');
  if (text !== undefined) {
    mkdirSync(folder);
    writeFileSync(join(folder, 'config'), text);
  }
  return join(folder, 'config');
}

const append = (path: string, ...names: readonly string[]): Promise<void> =>
  createAwsConfigFile(path).append(names.map(block));

describe('names of profiles', () => {
  test.each([
    ['', []],
    ['[default]\nregion = a\n[profile a]\n[sso-session s]\n[services x]\n', ['default', 'a']],
    [
      '[profile "a b"]\n[profile \'c\'] # more\n  [ profile  d ]\r\n[profile a]\n[profile a]',
      ['a b', 'c', 'd', 'a'],
    ],
    ['\ufeff[profile first]\n', ['first']],
    ['# [profile no]\n; [profile no]\nx = [profile no]\n[profile]\n[profiles a]\n', []],
    ['[profile a]\r[profile b]', ['a', 'b']],
  ])('%j', async (text, names) => {
    expect(await createAwsConfigFile(fileWith(text)).profileNames()).toEqual(names);
  });

  test('no file, no names', async () => {
    const path = fileWith();
    expect(await createAwsConfigFile(path).profileNames()).toEqual([]);
    expect(existsSync(dirname(path))).toBe(false);
  });
});

describe('appending', () => {
  test('makes the file for our user alone', async () => {
    const path = fileWith();
    await append(path, 'a', 'b');
    expect(readFileSync(path, 'utf8')).toBe(`${textOf('a')}\n${textOf('b')}`);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
  });

  test.each([
    ['', textOf('a')],
    ['\ufeff', `\ufeff${textOf('a')}`],
    ['[default]\nregion=x\n', `[default]\nregion=x\n\n${textOf('a')}`],
    ['[default]\nregion=x', `[default]\nregion=x\n\n${textOf('a')}`],
    ['[default]\r\nregion=x\r\n', `[default]\r\nregion=x\r\n\r\n${textOf('a', '\r\n')}`],
    ['[default]\r\nregion=x', `[default]\r\nregion=x\r\n\r\n${textOf('a', '\r\n')}`],
    ['# note\n\n\n', `# note\n\n\n\n${textOf('a')}`],
  ])('keeps %j as it is', async (before, after) => {
    const path = fileWith(before);
    await append(path, 'a');
    expect(readFileSync(path, 'utf8')).toBe(after);
  });

  test('bytes that are no UTF-8 stay too', async () => {
    const before = Buffer.from('[default]\nname = caf\u00e9\n', 'latin1');
    const path = fileWith(before);
    await append(path, 'a');
    expect(readFileSync(path).subarray(0, before.length)).toEqual(before);
  });

  test.each([0o600, 0o640, 0o644, 0o400])('the mode %o stays', async mode => {
    const path = fileWith('[default]\n');
    chmodSync(path, mode);
    await append(path, 'a');
    expect(statSync(path).mode & 0o777).toBe(mode);
    expect(readdirSync(dirname(path))).toEqual(['config']);
  });

  test('the folder of the AWS CLI stays as it is', async () => {
    const path = fileWith('[default]\n');
    chmodSync(dirname(path), 0o755);
    await append(path, 'a');
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o755);
  });

  test('a link stays a link, and the file behind it gets the blocks', async () => {
    const path = fileWith('[default]\n');
    const link = join(scratchFolder(), 'config');
    symlinkSync(path, link);
    await append(link, 'a');
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readFileSync(path, 'utf8')).toBe(`[default]\n\n${textOf('a')}`);
  });

  test('what is written is what an AWS SDK reads', async () => {
    const path = fileWith('[profile old]\nregion = us-east-1');
    const filepath = join(dirname(path), 'credentials');
    const names = ['prod/Admin@111122223333', 'b'];
    const says = (name: string) => `echo '{"Version":1,"AccessKeyId":"${name}","SecretAccessKey":"s"}'`;
    await createAwsConfigFile(path).append(
      names.map(name => ({name, lines: [['credential_process', says(name)]]})),
    );
    for (const profile of names)
      expect(await fromIni({profile, configFilepath: path, filepath, ignoreCache: true})()).toMatchObject({
        accessKeyId: profile,
      });
    expect(existsSync(filepath)).toBe(false);
  });

  test('nothing to append changes nothing', async () => {
    const path = fileWith();
    await append(path);
    expect(existsSync(path)).toBe(false);
  });

  test('two at once lose nothing', async () => {
    const path = fileWith('[default]\n');
    const locks = createLocks(join(scratchFolder(), 'locks.db'), systemClock());
    const names = ['a', 'b', 'c', 'd'];
    await Promise.all(names.map(name => createAwsConfigFile(path, locks).append([block(name)])));
    expect([...(await createAwsConfigFile(path).profileNames())].sort()).toEqual([...names, 'default']);
  });
});

/** Only root can give a file away; everybody else has root's own to look at. */
function foreignFile(): string {
  if (process.getuid?.() !== 0) return '/etc/hosts';
  const path = join(scratchFolder(), 'config');
  writeFileSync(path, '[default]\n');
  chownSync(path, 1, 1);
  return path;
}

describe('what is refused, and then nothing is written', () => {
  test.each([
    [['new', 'a'], 'a'],
    [['A B', 'default'], 'default'],
    [['new', 'new'], 'new'],
  ])('%j: names that are there are said', async (names, taken) => {
    const before = '[default]\n[profile a]\n';
    const path = fileWith(before);
    await expect(append(path, ...names)).rejects.toMatchObject({
      problem: {code: 'usage', reason: `there is a profile of that name already: ${taken}`},
    });
    expect(readFileSync(path, 'utf8')).toBe(before);
  });

  test.each(['', 'a b', 'a]', 'a\nb', '[a', '#a', 'a"', 'a\u0000', 'caf\u00e9', "a'b", 'a=b'])(
    'the name %j',
    async name => {
      const path = fileWith();
      await expect(append(path, name)).rejects.toMatchObject({problem: {code: 'usage'}});
      expect(existsSync(path)).toBe(false);
    },
  );

  test.each([
    ['region', ''],
    ['region', ' x'],
    ['region', 'x '],
    ['region', 'a\n[profile b]'],
    ['region', 'a\rb'],
    ['region', 'a\u0000'],
    ['region', 'a\u001b[2J'],
    ['region', 'a\u2028b'],
    ['region', 'a\u202eb'],
    ['region', 'a #b'],
    ['region', 'a ;b'],
    ['region', '# b'],
    ['region', '\ud800'],
    ['re gion', 'x'],
    ['region = x\ny', 'x'],
    ['', 'x'],
    ['[x]', 'x'],
  ])('the line %j, %j', async (key, value) => {
    const path = fileWith('[default]\n');
    await expect(
      createAwsConfigFile(path).append([{name: 'a', lines: [[key, value]]}]),
    ).rejects.toMatchObject({
      problem: {code: 'usage'},
    });
    expect(readFileSync(path, 'utf8')).toBe('[default]\n');
  });

  test('a credentials file', async () => {
    const path = join(scratchFolder(), 'credentials');
    writeFileSync(path, '[default]\n');
    await expect(append(path, 'a')).rejects.toMatchObject({problem: {code: 'state-unwritable', path}});
    expect(readFileSync(path, 'utf8')).toBe('[default]\n');
  });

  test('a file of another user', async () => {
    const path = foreignFile();
    const refused = {problem: {code: 'state-unwritable', reason: 'it belongs to another user'}};
    await expect(createAwsConfigFile(path).profileNames()).rejects.toMatchObject(refused);
    await expect(append(path, 'a')).rejects.toMatchObject(refused);
  });

  test.each([
    ['a folder', (path: string) => mkdirSync(path, {recursive: true}), /not a file|refuses/],
    ['a pipe', (path: string) => execFileSync('mkfifo', [path]), /not a file/],
    ['a link to nothing', (path: string) => symlinkSync(`${path}.gone`, path), /link to nothing/],
    ['a link to itself', (path: string) => symlinkSync(path, path), /link/],
    [
      'no text',
      (path: string) => writeFileSync(path, Buffer.from('[default]\n', 'utf16le')),
      /not a text file/,
    ],
  ])('%s in its place', async (_, make, reason) => {
    const path = fileWith();
    mkdirSync(dirname(path));
    make(path);
    const refused = {problem: {code: 'state-unwritable', reason: expect.stringMatching(reason)}};
    await expect(createAwsConfigFile(path).profileNames()).rejects.toMatchObject(refused);
    await expect(append(path, 'a')).rejects.toMatchObject(refused);
  });
});
