import {PassThrough} from 'node:stream';
import {describe, expect, test} from 'vitest';
import {askLine, askYesNo} from '../../src/host/question.ts';
import {askSecret} from '../../src/host/secret-question.ts';

/** A keyboard and a screen; raw mode is remembered. */
function desk() {
  const modes: boolean[] = [];
  const input = Object.assign(new PassThrough(), {
    isRaw: false,
    setRawMode: (on: boolean) => modes.push(on),
  });
  const output = new PassThrough();
  return {input, output, modes, shown: () => String(output.read() ?? '')};
}

const cancelled = {problem: {code: 'cancelled'}};

describe('a secret', () => {
  test.each([
    ['hunter2\r', 'hunter2'],
    ['hunter2\n', 'hunter2'],
    ['hx\u007funter2\r', 'hunter2'],
    ['wrong\u0015hunter2\r', 'hunter2'],
    ['é🔑x\b\r', 'é🔑'],
    ['é🔑\u007f\r', 'é'],
    ['a\u001b[Db\u001b[3~\u001bOPc\r', 'abc'],
    ['a\tb\u0001c\r', 'abc'],
    ['first\rsecond\r', 'first'],
    ['\r', ''],
  ])('%j gives %j', async (keys, secret) => {
    const here = desk();
    const answer = askSecret('Passphrase: ', here);
    here.input.write(keys);
    expect((await answer).reveal()).toBe(secret);
    expect(here.modes).toEqual([true, false]);
    expect(here.shown()).toBe('Passphrase: \n');
  });

  test('a character may come in two parts', async () => {
    const here = desk();
    const answer = askSecret('', here);
    for (const byte of Buffer.from('ü🔑\r')) here.input.write(Buffer.from([byte]));
    expect((await answer).reveal()).toBe('ü🔑');
  });

  test.each(['abc\u0003', '\u0004'])('%j cancels and gives the terminal back', async keys => {
    const here = desk();
    const answer = askSecret('Passphrase: ', here);
    here.input.write(keys);
    await expect(answer).rejects.toMatchObject(cancelled);
    expect(here.modes).toEqual([true, false]);
    expect(here.input.listenerCount('data')).toBe(0);
  });

  test('the end of input cancels', async () => {
    const here = desk();
    const answer = askSecret('Passphrase: ', here);
    here.input.end();
    await expect(answer).rejects.toMatchObject(cancelled);
  });
});

describe('a line', () => {
  test('is trimmed, and the prompt is safe to show', async () => {
    const here = desk();
    const answer = askLine('Tenant\u001b[31m: ', here);
    here.input.write('  contoso.com \n');
    expect(await answer).toBe('contoso.com');
    expect(here.shown()).toContain('Tenant\\u{1b}[31m: ');
  });

  test('the end of input cancels', async () => {
    const here = desk();
    const answer = askLine('Tenant: ', here);
    here.input.end();
    await expect(answer).rejects.toMatchObject(cancelled);
  });

  test.each([
    ['y', true],
    ['YES', true],
    ['', false],
    ['n', false],
    ['yesterday', false],
  ])('%j is yes: %s', async (line, expected) => {
    const here = desk();
    const answer = askYesNo('End it?', here);
    here.input.write(`${line}\n`);
    expect(await answer).toBe(expected);
  });
});
