import {expect, test} from 'vitest';
import type {ActivationRequest} from '../../src/core/intent.ts';
import type {App} from '../../src/usecases/app.ts';
import {anchored} from '../../src/usecases/record-anchor.ts';
import type {ActivationOrder} from '../../src/usecases/story.ts';
import {eligibility, POLICY} from '../cli/fakes.ts';
import {world} from './fakes.ts';

const MARK = ' [stint:abababababababab/cdcdcdcdcdcdcdcd]';
const known = async () => ({hash: 'ab'.repeat(32), key: 'cd'.repeat(32)});

const order = (justification: string | null, more = {}): ActivationOrder => {
  const request = {duration: 3600, justification, ticket: null, narrowerScope: null, startAt: null};
  return {eligibility: eligibility('Reader', 'prod', more), policy: POLICY, request};
};

async function asked(
  one: ActivationOrder,
  {isOn = true, anchor = known as App['audit']['anchor']} = {},
): Promise<ActivationRequest['justification'] | undefined> {
  const {app} = world();
  const settings = isOn ? {audit: {anchorInJustification: true}} : {};
  const orders = await anchored({...app, settings, audit: {...app.audit, anchor}}, [one]);
  return orders[0]?.request.justification;
}

test('rides behind the justification where the settings ask for it', async () => {
  expect(await asked(order('incident 42'))).toBe(`incident 42${MARK}`);
  expect(await asked(order('incident 42'), {isOn: false})).toBe('incident 42');
});

test('never shortens what a person wrote, and never stands alone', async () => {
  const fits = 'x'.repeat(500 - MARK.length);
  expect(await asked(order(fits))).toBe(fits + MARK);
  expect(await asked(order(`${fits}x`))).toBe(`${fits}x`);
  expect(await asked(order(null))).toBeNull();
});

test('AWS hears no justification, and a record without a key has nothing to say', async () => {
  expect(await asked(order('incident 42', {kind: 'aws-permission-set'}))).toBe('incident 42');
  expect(await asked(order('incident 42'), {anchor: async () => undefined})).toBe('incident 42');
});
