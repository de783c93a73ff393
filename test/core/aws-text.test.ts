import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {mappedText, sessionNameOf} from '../../src/core/aws-text.ts';
import '../support/property-seed.ts';

const any = fc.string({unit: 'binary', maxLength: 600});

describe('text for session tags', () => {
  test.each([
    ['incident 42', 'incident 42', false],
    ['', '', false],
    ['  padded ', 'padded', false],
    ['disk full, see #123 (prod)', 'disk full see 123 prod', true],
    ['Störung in Zürich', 'Störung in Zürich', false],
    ['two\nlines', 'two lines', false],
    ['aws:mine', 'awsmine', true],
    ['AWS::mine', 'AWSmine', true],
    ['"aws:mine"', 'awsmine', true],
    ['!!!', '', true],
    ['\u202eevil\u{e0041}', 'evil', true],
    ['x'.repeat(256), 'x'.repeat(256), false],
    ['x'.repeat(257), 'x'.repeat(256), true],
    [`${'x'.repeat(255)}𝒳`, 'x'.repeat(255), true],
  ])('%j', (text, mapped, lossy) => {
    expect(mappedText(text)).toEqual({text: mapped, lossy});
  });

  test('whatever comes in, AWS takes what goes out', () => {
    fc.assert(
      fc.property(any, text => {
        const mapped = mappedText(text);
        expect(mapped.text).toMatch(/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u);
        expect(mapped.text.length).toBeLessThanOrEqual(256);
        expect(mapped.text).not.toMatch(/^aws:/i);
      }),
    );
  });

  test('what has been mapped is not changed again, and nothing is lost then', () => {
    fc.assert(
      fc.property(any, text => {
        const {text: once} = mappedText(text);
        expect(mappedText(once)).toEqual({text: once, lossy: false});
      }),
    );
  });
});

describe('names of role sessions', () => {
  test.each([
    ['ada@example.org', 'ada@example.org'],
    ['a.b+c=d,e_f-g', 'a.b+c=d,e_f-g'],
    ['x'.repeat(64), 'x'.repeat(64)],
  ])('%s is taken as it is', (name, mapped) => {
    expect(sessionNameOf(name)).toEqual({text: mapped, lossy: false});
  });

  test.each(['José Müller', 'a', '', '山田', 'x'.repeat(65), 'arn:aws:iam'])('%j is marked', name => {
    const {text, lossy} = sessionNameOf(name);
    expect(lossy).toBe(true);
    expect(text).toMatch(/^[\w+=,.@-]*-[0-9a-f]{8}$/);
  });

  test('what can be kept is kept', () => {
    expect(sessionNameOf('José Müller').text).toMatch(/^JoseMuller-[0-9a-f]{8}$/);
  });

  test('whatever the name, STS takes it, and it is the same every time', () => {
    fc.assert(
      fc.property(any, name => {
        expect(sessionNameOf(name).text).toMatch(/^[\w+=,.@-]{2,64}$/);
        expect(sessionNameOf(name)).toEqual(sessionNameOf(name));
      }),
    );
  });

  test('two people never share one, however alike their names are', () => {
    const alike = fc.stringMatching(/^[aä山 ]{0,4}$/);
    fc.assert(
      fc.property(alike, alike, (one, other) => {
        fc.pre(one !== other);
        expect(sessionNameOf(one).text).not.toBe(sessionNameOf(other).text);
      }),
    );
  });
});
