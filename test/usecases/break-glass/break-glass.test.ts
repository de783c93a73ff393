import {expect, test} from 'vitest';
import {problemOf} from '../../../src/core/problem.ts';
import {Secret} from '../../../src/core/secret.ts';
import {troubled} from '../fake-cloud.ts';
import {active, OFFLINE, pending, refused} from '../samples.ts';
import {
  AZURE,
  ENTRA,
  emergencyRun,
  emergencyWorld,
  idOf,
  KEY,
  SET,
  SOMEBODY,
  USER,
  words,
} from './emergency-world.ts';

const signedOut = troubled({code: 'signed-out', reason: 'never'});

test('the first rung works: opened, evidence, notice, then one request', async () => {
  const w = emergencyWorld();
  const story = await emergencyRun(w);
  expect(words(story)).toEqual([
    ...['opened', 'evidence', 'notice', 'single-person', 'tried prod-owner', 'granted prod-owner'],
  ]);
  expect(w.log.facts.map(({type, emergency}) => emergency?.step ?? type)).toEqual([
    ...['opened', 'evidence', 'notice', 'single-person', 'tried', 'request', 'active', 'granted'],
  ]);
  expect(w.arm.sent).toEqual([{id: 'req-1', claims: undefined}]);
  expect(w.incidents.rows).toMatchObject([{id: 'INC-1', reason: 'payments are down', drill: false}]);
});

test('every line tells whose it is: the request, its id, the end', async () => {
  const w = emergencyWorld();
  await emergencyRun(w);
  const [opened] = w.log.facts;
  expect(opened).toMatchObject({
    ...{type: 'break-glass', justification: 'payments are down', ticket: {number: 'INC-1', system: null}},
    emergency: {incident: 'INC-1', drill: false, step: 'opened', broken: null, rungs: {length: 4}},
  });
  const request = w.log.facts.find(({type}) => type === 'request');
  expect(request).toMatchObject({justification: 'INC-1: payments are down', requestId: 'req-1'});
  expect(w.log.facts.at(-1)).toMatchObject({
    ...{account: 'ada@contoso.example', eligibilityId: idOf(AZURE), requestId: 'req-1', name: 'Owner'},
    endsAt: '2026-11-22T13:00:00Z',
    emergency: {step: 'granted', rung: 'prod-owner', grantId: `${idOf(AZURE)}.g`},
  });
});

test('what is down is passed, then tried once more at the end', async () => {
  const w = emergencyWorld();
  w.services.set('azure-pim', 'down').set('graph-pim', 'down').set('identity-center', 'down');
  w.arm.answers = [refused({code: 'not-eligible'})];
  const story = await emergencyRun(w, {rungs: [AZURE, ENTRA, SET]});
  expect(words(story).slice(4)).toEqual([
    ...['passed prod-owner unreachable', 'passed directory unreachable', 'passed aws-admin unreachable'],
    ...['tried prod-owner', 'passed prod-owner not-eligible', 'tried directory', 'granted directory'],
  ]);
});

test('without a sign-in a rung is passed; without any nothing is sent', async () => {
  const w = emergencyWorld();
  w.entra.who = signedOut;
  w.corp.who = signedOut;
  const story = await emergencyRun(w);
  expect(words(story).slice(4)).toEqual([
    ...['passed prod-owner signed-out', 'passed directory signed-out', 'passed aws-admin signed-out'],
    ...['passed last-resort signed-out', 'without'],
  ]);
  expect(w.sentAt).toEqual([]);
  expect(w.log.steps.at(-1)).toBe('without');
});

test('a user’s role needs neither Entra nor Identity Center: passphrase, key, code', async () => {
  const w = emergencyWorld();
  w.entra.who = OFFLINE_TROUBLE;
  w.corp.who = OFFLINE_TROUBLE;
  for (const service of ['entra', 'azure-pim', 'graph-pim', 'identity-center'] as const)
    w.services.set(service, 'down');
  let code: string | undefined;
  const answer = w.user.answers[0];
  w.user.answers = [
    (intent, call) => {
      code = call.mfaCode?.reveal();
      return answer instanceof Error || answer === undefined ? active()(intent) : answer(intent, call);
    },
  ];
  const story = await emergencyRun(w, {}, SOMEBODY);
  expect(words(story).slice(-2)).toEqual(['tried last-resort', 'granted last-resort']);
  expect(code).toBe('123456');
  expect(JSON.stringify(w.log.facts)).not.toMatch(/123456|never shown|correct horse/);
});

const OFFLINE_TROUBLE = troubled(OFFLINE);

test('another passphrase is asked for three times, then the key itself', async () => {
  const w = emergencyWorld();
  const given = ['a', 'b', 'c', 'd'];
  const people = {
    ...SOMEBODY,
    passphrase: async () => new Secret(given.shift() ?? ''),
    userKey: async () => KEY,
  };
  expect(words(await emergencyRun(w, {rungs: [USER]}, people)).at(-1)).toBe('granted last-resort');
  expect(w.keys.opened).toBe(3);
  expect(given).toEqual(['d']);
});

test('a passphrase from a file is tried once', async () => {
  const w = emergencyWorld();
  const people = {passphrase: async () => new Secret('wrong')};
  const story = await emergencyRun(w, {rungs: [USER]}, people);
  expect(w.keys.opened).toBe(1);
  expect(story.find(({type}) => type === 'passed')).toMatchObject({
    problem: {
      ...{code: 'signed-out', reason: 'store-unreadable'},
      nextSteps: [
        'Run it again and type the passphrase once more',
        'Or leave the passphrase empty, and type the key itself',
        'Keep a new key with stint break-glass setup --user emergency-1',
      ],
    },
  });
});

test('a key that is kept is not called missing where nobody gives its passphrase', async () => {
  const story = await emergencyRun(emergencyWorld(), {rungs: [USER]});
  expect(story.find(({type}) => type === 'passed')).toMatchObject({
    problem: {code: 'signed-out', detail: 'the key of emergency-1 is kept, and nobody gave its passphrase.'},
  });
});

test('a wrong code is asked for again, once; a good one serves the next rung too', async () => {
  const w = emergencyWorld();
  const codes: (string | undefined)[] = [];
  const wrong = refused({code: 'step-up-needed', context: 'mfa'});
  const taking =
    (answer: ReturnType<typeof refused>) =>
    (...[intent, call]: Parameters<typeof w.user.activate>) => {
      codes.push(call.mfaCode?.reveal());
      return answer(intent);
    };
  w.user.answers = [taking(wrong), taking(refused({code: 'not-eligible'})), taking(active())];
  let next = 111_110;
  const mfaCode = async () => {
    next += 1;
    return new Secret(String(next));
  };
  const second = {...USER, name: 'second', roleArn: `${USER.roleArn}2`};
  const story = await emergencyRun(w, {rungs: [USER, second]}, {...SOMEBODY, mfaCode});
  expect(codes).toEqual(['111111', '111112', undefined]);
  expect(words(story).slice(4)).toEqual([
    ...['tried last-resort', 'tried last-resort', 'passed last-resort not-eligible'],
    ...['tried second', 'granted second'],
  ]);
});

test('longer than the role allows: asked once more for what it allows', async () => {
  const w = emergencyWorld();
  const asked: number[] = [];
  const long = refused({code: 'duration-too-long', asked: 7200, most: 1800});
  w.arm.answers = [
    intent => {
      asked.push(intent.request.duration);
      return asked.length === 1 ? long(intent) : active()(intent);
    },
  ];
  const story = await emergencyRun(w, {rungs: [AZURE], duration: 7200});
  expect(asked).toEqual([7200, 1800]);
  expect(words(story).slice(4)).toEqual(['tried prod-owner', 'tried prod-owner', 'granted prod-owner']);
});

test('a cloud that takes back what it allows is not asked for ever', async () => {
  const w = emergencyWorld();
  let most = 3600;
  w.arm.answers = [
    intent => {
      most -= 60;
      return refused({code: 'duration-too-long', most})(intent);
    },
  ];
  await emergencyRun(w, {rungs: [AZURE]});
  expect(w.arm.sent).toHaveLength(2);
});

test('what waits for approval is withdrawn when a later rung works', async () => {
  const w = emergencyWorld();
  w.arm.answers = [pending('pending-approval', ['Grace'])];
  w.arm.endings = [() => ({type: 'ended'})];
  const story = await emergencyRun(w);
  expect(words(story).slice(4)).toEqual([
    ...['tried prod-owner', 'waiting prod-owner', 'tried directory', 'granted directory'],
  ]);
  expect(w.arm.cancelled).toEqual(['req-1']);
  expect(story.at(-1)).toMatchObject({type: 'road', story: {item: idOf(AZURE), event: {type: 'cancelled'}}});
  expect(w.log.facts.map(({type}) => type)).toContain('cancel');
});

test('what waits goes on waiting when nothing else works', async () => {
  const w = emergencyWorld();
  w.arm.answers = [pending('pending-approval')];
  w.graph.answers = [refused({code: 'not-eligible'})];
  const story = await emergencyRun(w, {rungs: [AZURE, ENTRA]});
  expect(words(story)).not.toContain('without');
  expect(w.arm.cancelled).toEqual([]);
});

test('a lost answer is never sent again, and what may come of it is unwanted once another rung works', async () => {
  const w = emergencyWorld();
  w.arm.answers = [() => ({type: 'lost', problem: OFFLINE})];
  w.arm.finds = [() => 'unknown'];
  const story = await emergencyRun(w);
  expect(w.arm.sent).toHaveLength(1);
  expect(words(story).slice(4)).toEqual([
    ...['tried prod-owner', 'waiting prod-owner', 'tried directory', 'granted directory'],
  ]);
  expect(w.journal.rows[0]).toMatchObject({settledAt: null, intent: {isUnwanted: true}});
});

test('already active counts, with the running grant', async () => {
  const w = emergencyWorld();
  const endsAt = w.clock.now() + 1_200_000;
  w.arm.answers = [refused({code: 'already-active', endsAt, grantId: `${idOf(AZURE)}.1`})];
  const [last] = (await emergencyRun(w, {rungs: [AZURE]})).slice(-1);
  expect(last).toMatchObject({type: 'granted', grant: {state: 'active', endsAt, eligibilityId: idOf(AZURE)}});
});

test('what is only said to be there, and could not be seen in a list, is nothing that is held', async () => {
  const w = emergencyWorld();
  w.arm.answers = [refused({code: 'already-active', endsAt: null})];
  const story = await emergencyRun(w);
  expect(words(story).slice(4)).toEqual([
    ...['tried prod-owner', 'passed prod-owner failed', 'tried directory', 'granted directory'],
  ]);
  const granted = w.log.facts.flatMap(({emergency}) =>
    emergency?.step === 'granted' ? [emergency.rung] : [],
  );
  expect(granted).toEqual(['directory']);
});

test('a mistake of ours in one rung does not keep from the next', async () => {
  const w = emergencyWorld();
  w.arm.answers = [new TypeError('undefined is not a function')];
  w.arm.finds = [() => 'never-arrived'];
  expect(words(await emergencyRun(w)).at(-1)).toBe('granted directory');
});

test.each([
  {what: 'no id', order: {incident: ''}, code: 'usage'},
  {what: 'a hostile id', order: {incident: 'INC\u202e1'}, code: 'usage'},
  {what: 'a long id', order: {incident: 'x'.repeat(65)}, code: 'usage'},
  {what: 'no reason', order: {reason: '  '}, code: 'usage'},
  {what: 'no rung', order: {rungs: []}, code: 'misconfigured'},
])('$what is refused before anything is done', async ({order, code}) => {
  const w = emergencyWorld();
  expect(problemOf(await emergencyRun(w, order).catch((thrown: unknown) => thrown)).code).toBe(code);
  expect(w.log.facts).toEqual([]);
  expect(w.incidents.rows).toEqual([]);
});

test('an incident of the same name is refused, open or closed', async () => {
  const w = emergencyWorld();
  await emergencyRun(w, {rungs: [AZURE]});
  await expect(emergencyRun(w)).rejects.toMatchObject({problem: {code: 'usage'}});
  w.incidents.rows.length = 0;
  await expect(emergencyRun(w)).rejects.toMatchObject({problem: {code: 'usage'}});
  expect(w.arm.sent).toHaveLength(1);
});

test('a broken record is told, and holds nothing up', async () => {
  const w = emergencyWorld();
  w.log.brokenWords = 'line 7 was changed';
  expect(await emergencyRun(w, {rungs: [AZURE]})).toContainEqual(
    expect.objectContaining({type: 'opened', broken: 'line 7 was changed'}),
  );
});

test('interrupted while it waits: what is known is told, the incident stays open', async () => {
  const w = emergencyWorld();
  const stop = new AbortController();
  w.arm.answers = [
    intent => {
      stop.abort();
      return pending('provisioning')(intent);
    },
  ];
  const story = await emergencyRun(w, {}, SOMEBODY, stop.signal);
  expect(words(story).slice(4)).toEqual(['tried prod-owner', 'waiting prod-owner']);
  expect(w.incidents.rows).toHaveLength(1);
  expect(w.log.steps.at(-1)).toBe('waiting');
});

test('a drill marks every line', async () => {
  const w = emergencyWorld();
  await emergencyRun(w, {drill: true});
  const drills = w.log.facts.flatMap(({emergency}) => (emergency ? [emergency.drill] : []));
  expect(drills).toEqual(drills.map(() => true));
  expect(w.incidents.rows).toMatchObject([{drill: true}]);
});

test('longer than anything is lent is refused with the most, before anything is done', async () => {
  const w = emergencyWorld();
  const run = emergencyRun(w, {duration: 43_201});
  await expect(run).rejects.toMatchObject({
    problem: {code: 'duration-too-long', asked: 43_201, most: 43_200},
  });
  expect([w.log.facts, w.incidents.rows, w.arm.sent]).toEqual([[], [], []]);
});
