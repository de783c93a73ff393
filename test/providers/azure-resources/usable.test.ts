import {afterEach, describe, expect, test} from 'vitest';
import type {Grant} from '../../../src/core/grant.ts';
import {seconds} from '../../../src/core/time.ts';
import {allows, coversAll, isWithin} from '../../../src/providers/azure-resources/permissions.ts';
import {activated, add, asked, closeStages, only, type Stage, stage} from '../stage.ts';
import {entraGroups, entraRoles, azureResources as subject} from '../subjects.ts';

afterEach(closeStages);

function usable(on: Stage, grant: Grant): Promise<boolean> {
  const looking = on.provider.usable?.(grant, on.signal);
  if (looking === undefined) throw new Error('it cannot be asked');
  return looking;
}

const permissionsAsked = (on: Stage) => asked(on).filter(path => /\/permissions$/.test(path));

describe('whether a grant can be used', () => {
  test('follows the caller’s own permissions, which come later than the list', async () => {
    const on = await stage(subject, {}, {permissionsLagMs: 1500});
    const grant = await activated(on);
    expect(await usable(on, grant)).toBe(false);
    on.cloud.clock.advance(seconds(1));
    expect(await usable(on, grant)).toBe(false);
    on.cloud.clock.advance(500);
    expect(await usable(on, grant)).toBe(true);
    expect(new Set(permissionsAsked(on)).size).toBe(1);
  });

  test('is not told by a role that lets do less', async () => {
    const on = await stage(subject, {}, {permissionsLagMs: 1500});
    on.cloud.organisation.standing({kind: subject.kind, role: 'Reader', scope: subject.scope});
    const grant = await activated(on);
    expect(await usable(on, grant)).toBe(false);
  });

  test('is told by a role that lets do all of it anyway', async () => {
    const on = await stage(subject, {}, {permissionsLagMs: 1500});
    on.cloud.organisation.standing({kind: subject.kind, role: 'Owner', scope: subject.scope});
    expect(await usable(on, await activated(on))).toBe(true);
  });

  test('is found on a later page', async () => {
    const on = await stage(subject);
    on.cloud.organisation.pageSize(1);
    for (const role of ['Reader', 'Network Contributor', 'Monitoring Contributor'])
      on.cloud.organisation.standing({kind: subject.kind, role, scope: subject.scope});
    expect(await usable(on, await activated(on))).toBe(true);
    expect(permissionsAsked(on).length).toBeGreaterThan(1);
  });

  test('is over with the grant', async () => {
    const on = await stage(subject);
    const grant = await activated(on);
    on.cloud.clock.advance(seconds(3601));
    expect(await usable(on, grant)).toBe(false);
  });

  test('is not asked of the other kinds, where nothing can be', async () => {
    for (const other of [entraRoles, entraGroups])
      expect((await stage(other)).provider.usable).toBeUndefined();
  });
});

describe('where it cannot be told', () => {
  const refused = {status: 403, body: {error: {code: 'AuthorizationFailed', message: 'no'}}};
  const lagging = {permissionsLagMs: 1500};

  test('a definition that may not be read stops nobody', async () => {
    const on = await stage(subject, {}, lagging);
    const grant = await activated(on);
    on.cloud.organisation.settings.roleDefinitionsReadable = false;
    expect(await usable(on, grant)).toBe(true);
  });

  test('permissions that the role would let be read, but are not, are not there yet', async () => {
    const on = await stage(subject, {}, lagging);
    const grant = await activated(on);
    on.cloud.faults.add({match: {path: /\/permissions/}, do: refused});
    expect(await usable(on, grant)).toBe(false);
  });

  test('a role that never lets them be read stops nobody', async () => {
    const on = await stage({...subject, role: 'Storage Blob Data Reader'}, {}, lagging);
    const grant = await activated(on);
    on.cloud.faults.add({match: {path: /\/permissions/}, do: refused});
    expect(await usable(on, grant)).toBe(true);
  });

  test.each([
    ['nobody answers', {status: 503}, 'unreachable'],
    ['a web page answers', {garbage: 'html'}, 'bad-answer'],
    ['JSON of another shape comes', {garbage: 'json'}, 'bad-answer'],
  ] as const)('%s: that is trouble, and no answer', async (_what, harm, code) => {
    const on = await stage(subject);
    const grant = await activated(on);
    on.cloud.faults.add({match: {path: /\/permissions/}, do: harm});
    await expect(on.clock.through(usable(on, grant))).rejects.toMatchObject({problem: {code}});
  });

  test('pages do not lead anywhere else', async () => {
    const on = await stage(subject);
    const grant = await activated(on);
    const body = {value: [], nextLink: 'https://elsewhere.invalid/permissions'};
    on.cloud.faults.add({match: {path: /\/permissions/}, do: {status: 200, body}});
    await expect(usable(on, grant)).rejects.toMatchObject({problem: {code: 'bad-answer'}});
  });
});

test('a narrower grant is looked at where it is', async () => {
  const on = await stage(subject, null);
  on.cloud.organisation.subscription('prod').resourceGroup('rg-web', 'prod');
  add(on.cloud.organisation, {...subject, scope: 'rg-web'});
  expect(await usable(on, await activated(on))).toBe(true);
  expect(only(permissionsAsked(on))).toMatch(/resourceGroups\/rg-web\/providers\/Microsoft.Authorization/i);
});

describe('patterns', () => {
  test.each([
    ['a/read', 'a/read', true],
    ['a/read', 'A/READ', true],
    ['a/read', '*', true],
    ['a/read', '*/read', true],
    ['a/b/read', 'a/*/read', true],
    ['a/read', 'a/*/read', false],
    ['a/*', 'a/b', false],
    ['*', 'a/*', false],
    ['*/read', '*', true],
    ['*/read', '*/*', true],
    ['a/*/x', 'a/*', true],
    ['ab', 'ab*b', false],
    ['abab', 'ab*ab', true],
    ['aba', 'ab*ba', false],
    ['a/write', '*/read', false],
    ['', '*', true],
    ['a', '', false],
  ])('%j within %j: %s', (narrow, wide, expected) => {
    expect(isWithin(narrow, wide)).toBe(expected);
  });

  const owner = {actions: ['*']};
  const contributor = {actions: ['*'], notActions: ['Microsoft.Authorization/*/Write']};
  const reader = {actions: ['*/read']};
  const blobs = {actions: [], dataActions: ['blobs/*']};
  test.each([
    ['the same', [contributor], [contributor], true],
    ['more', [owner], [contributor], true],
    ['one that takes away', [contributor], [owner], false],
    ['less', [reader], [contributor], false],
    ['one of several', [reader, owner], [contributor], true],
    ['none', [], [reader], false],
    ['nothing wanted', [], [], true],
    ['everything above what is stored', [owner], [blobs], false],
    ['both parts, by two entries', [reader, blobs], [reader, blobs], true],
  ])('an entry that is %s', (_what, held, wanted, expected) => {
    expect(coversAll(held, wanted)).toBe(expected);
  });

  test('what is taken away is not allowed', () => {
    expect(allows([contributor], 'Microsoft.Authorization/roleAssignments/write')).toBe(false);
    expect(allows([contributor], 'Microsoft.Authorization/permissions/read')).toBe(true);
    expect(allows([blobs], 'blobs/read')).toBe(false);
  });
});
