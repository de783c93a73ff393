import {execFileSync} from 'node:child_process';
import {chmodSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {Secret} from '../../src/core/secret.ts';
import {createCliSignIns} from '../../src/stores/cli-sign-ins.ts';
import {scratchFolder} from './scratch.ts';

const cacheFolder = (): string => join(scratchFolder(), '.aws', 'sso', 'cache');

function filledFolder(files: Readonly<Record<string, string>>): string {
  const folder = cacheFolder();
  mkdirSync(folder, {recursive: true});
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

const namesOf = async (folder: string): Promise<readonly string[]> =>
  (await createCliSignIns(folder).all()).map(file => file.name);

// Names the AWS CLI gives, made with sha1sum.
test.each([
  ['corp', 'ee0bfd2552fbd840c02cc48b6e823320543c450f'],
  ['https://d-1234567890.awsapps.com/start', '7487b5b67d5fa1132cf33fa93ae51ef38cc37752'],
  ['é', 'bf15be717ac1b080b4f1c456692825891ff5073d'],
])('the file of %s is called by its SHA-1', (text, name) => {
  const signIns = createCliSignIns('/home/ada/.aws/sso/cache');
  expect(signIns.nameOf(text)).toBe(name);
  expect(signIns.pathOf(name)).toBe(`/home/ada/.aws/sso/cache/${name}.json`);
});

describe('writing', () => {
  test('makes what is missing, for our user alone, and replaces the file', async () => {
    const folder = cacheFolder();
    const signIns = createCliSignIns(folder);
    await signIns.write('a', new Secret('{"accessToken":"1"}'));
    await signIns.write('a', new Secret('{"accessToken":"2"}'));
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(signIns.pathOf('a')).mode & 0o777).toBe(0o600);
    expect(readFileSync(signIns.pathOf('a'), 'utf8')).toBe('{"accessToken":"2"}');
    expect((await signIns.read('a'))?.reveal()).toBe('{"accessToken":"2"}');
    expect(await namesOf(folder)).toEqual(['a']);
  });

  test('a file that others could read is theirs no more', async () => {
    const folder = filledFolder({'a.json': 'old'});
    chmodSync(join(folder, 'a.json'), 0o644);
    await createCliSignIns(folder).write('a', new Secret('new'));
    expect(statSync(join(folder, 'a.json')).mode & 0o777).toBe(0o600);
  });

  test('never writes through a link', async () => {
    const folder = filledFolder({});
    const outside = join(dirname(folder), 'outside');
    writeFileSync(outside, 'kept');
    symlinkSync(outside, join(folder, 'a.json'));
    await createCliSignIns(folder).write('a', new Secret('new'));
    expect(readFileSync(outside, 'utf8')).toBe('kept');
    expect(readFileSync(join(folder, 'a.json'), 'utf8')).toBe('new');
  });

  test('a folder that is a link is refused', async () => {
    const folder = cacheFolder();
    mkdirSync(dirname(folder), {recursive: true});
    symlinkSync(scratchFolder(), folder);
    await expect(createCliSignIns(folder).write('a', new Secret('new'))).rejects.toMatchObject({
      problem: {code: 'state-unwritable', path: folder, reason: 'it is a link to somewhere else'},
    });
  });
});

describe('reading', () => {
  test('no folder is no sign-in', async () => {
    const signIns = createCliSignIns(cacheFolder());
    expect(await signIns.all()).toEqual([]);
    expect(await signIns.read('a')).toBeUndefined();
    await signIns.remove('a');
  });

  test('every file that can be read, in order, whatever it holds', async () => {
    const folder = filledFolder({'b.json': '{}', 'a.json': '\ufeff[1', 'c.txt': '{}', '.d.json': '{}'});
    const files = await createCliSignIns(folder).all();
    expect(files.map(({name, text}) => [name, text.reveal()])).toEqual([
      ['a', '[1'],
      ['b', '{}'],
    ]);
    expect(JSON.stringify(files)).not.toContain('[1');
  });

  test('what is no ordinary file of a sensible size is passed over, and nobody waits for it', async () => {
    const folder = filledFolder({
      'ok.json': '{}',
      'large.json': ' '.repeat(65 * 1024),
      'limit.json': ' '.repeat(64 * 1024),
    });
    writeFileSync(join(dirname(folder), 'outside'), '{"accessToken":"x"}');
    symlinkSync(join(dirname(folder), 'outside'), join(folder, 'link.json'));
    symlinkSync(join(folder, 'ok.json'), join(folder, 'inside.json'));
    symlinkSync(join(folder, 'loop.json'), join(folder, 'loop.json'));
    mkdirSync(join(folder, 'folder.json'));
    execFileSync('mkfifo', [join(folder, 'pipe.json')]);
    expect(await namesOf(folder)).toEqual(['limit', 'ok']);
    for (const name of ['large', 'link', 'inside', 'loop', 'folder', 'pipe'])
      expect(await createCliSignIns(folder).read(name)).toBeUndefined();
  });

  test('a file of another user is passed over', async () => {
    const folder = filledFolder({'a.json': '{}'});
    const owner = statSync(join(folder, 'a.json')).uid;
    expect(await createCliSignIns(folder, owner).all()).toHaveLength(1);
    expect(await createCliSignIns(folder, owner + 1).all()).toEqual([]);
    expect(await createCliSignIns(folder, owner + 1).read('a')).toBeUndefined();
  });
});

test('removing', async () => {
  const folder = filledFolder({'a.json': '{}', 'b.json': '{}'});
  const signIns = createCliSignIns(folder);
  await signIns.remove('a');
  await signIns.remove('a');
  expect(await namesOf(folder)).toEqual(['b']);
  mkdirSync(join(folder, 'c.json'));
  await expect(signIns.remove('c')).rejects.toMatchObject({problem: {code: 'state-unwritable'}});
});

test.each(['', '.', '..', '../a', 'a/b', 'a\\b', 'a\u0000', '/etc/passwd', '.hidden'])(
  'a name like %j is our bug, and leads nowhere',
  async name => {
    const signIns = createCliSignIns(cacheFolder());
    expect(() => signIns.pathOf(name)).toThrow(RangeError);
    await expect(async () => signIns.read(name)).rejects.toThrow(RangeError);
    await expect(async () => signIns.write(name, new Secret('x'))).rejects.toThrow(RangeError);
    await expect(async () => signIns.remove(name)).rejects.toThrow(RangeError);
  },
);
