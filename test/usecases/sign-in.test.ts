import {expect, test} from 'vitest';
import {signIn} from '../../src/usecases/sign-in.ts';
import {signOut} from '../../src/usecases/sign-out.ts';
import {whoAmI} from '../../src/usecases/who-am-i.ts';
import {troubled} from './fake-cloud.ts';
import {collect, quiet, world} from './fakes.ts';

test('signing in is told, then recorded with who and where', async () => {
  const w = world({practice: true});
  const story = await collect(signIn(w.app, 'entra', 'device', quiet()));
  expect(story.map(event => event.type)).toEqual(['device-code', 'signed-in']);
  expect(w.audit.facts).toMatchObject([
    {
      type: 'sign-in',
      profile: 'default',
      authority: 'https://login.microsoftonline.com',
      tenantId: 'tenant',
      oid: 'oid-ada',
      account: 'ada@contoso.example',
      practice: true,
    },
  ]);
});

test('a refused sign-in throws its problem and is no sign-in on record', async () => {
  const w = world();
  w.entra.refusal = troubled({code: 'sign-in-blocked', aadsts: 53003, reason: 'blocked'});
  const story = collect(signIn(w.app, 'entra', 'device', quiet()));
  await expect(story).rejects.toMatchObject({problem: {code: 'sign-in-blocked'}});
  expect(w.audit.facts).toEqual([]);
});

test('a record that cannot be written comes after the story', async () => {
  const w = world();
  w.audit.broken = true;
  const story = signIn(w.app, 'entra', 'device', quiet());
  await story.next();
  expect((await story.next()).value).toMatchObject({type: 'signed-in'});
  await expect(story.next()).rejects.toMatchObject({problem: {code: 'state-unwritable'}});
});

test('an authority that the profile has not', async () => {
  const w = world();
  await expect(collect(signIn(w.app, 'aws', 'device', quiet()))).rejects.toMatchObject({
    problem: {code: 'misconfigured', setting: 'profiles.default.aws'},
  });
});

test('signing out forgets, answers what is left, and is recorded once', async () => {
  const w = world();
  expect(await signOut(w.app, 'entra')).toMatchObject({signedIn: false});
  expect(await signOut(w.app, 'entra')).toMatchObject({signedIn: false});
  expect(w.audit.facts).toMatchObject([{type: 'sign-out', oid: 'oid-ada'}]);
});

test('signing out is not refused because it cannot be recorded', async () => {
  const w = world();
  w.audit.broken = true;
  await expect(signOut(w.app, 'entra')).rejects.toMatchObject({problem: {code: 'state-unwritable'}});
  expect(await whoAmI(w.app)).toMatchObject([{provider: 'entra', signedIn: false}]);
});
