import {expect, test} from 'vitest';
import {UNKNOWN_POLICY} from '../../../src/core/policy.ts';
import {Trouble} from '../../../src/core/problem.ts';
import {checkEmergency} from '../../../src/usecases/break-glass/check.ts';
import {all, troubled} from '../fake-cloud.ts';
import {quiet} from '../fakes.ts';
import {eligibility, HOUR, OFFLINE} from '../samples.ts';
import {
  AZURE,
  type EmergencyWorld,
  ENTRA,
  emergencyRun,
  emergencyWorld,
  idOf,
  never,
  SET,
  SETTINGS,
  signerOf,
} from './emergency-world.ts';

/** Everything is as it should be; each test breaks one thing. */
async function ready(settings = SETTINGS): Promise<EmergencyWorld> {
  const w = emergencyWorld(settings);
  w.arm.eligiblePages = all(eligibility({id: idOf(AZURE)}));
  w.graph.eligiblePages = all(eligibility({id: idOf(ENTRA)}));
  w.sets.eligiblePages = all(eligibility({id: idOf(SET)}));
  w.arm.policies.set(idOf(AZURE), UNKNOWN_POLICY);
  w.graph.policies.set(idOf(ENTRA), UNKNOWN_POLICY);
  w.sets.policies.set(idOf(SET), UNKNOWN_POLICY);
  Object.assign(w.emergency.settingsFile, {isPrivate: true});
  await emergencyRun(w, {drill: true, incident: 'DRILL-1', rungs: [AZURE]});
  return w;
}

const states = async (w: EmergencyWorld) => {
  const items = await w.clock.through(checkEmergency(w.emergency, quiet()));
  return Object.fromEntries(items.map(({name, state}) => [name, state]));
};

test('all is well', async () => {
  expect(await states(await ready())).toEqual({
    ...{ladder: 'ok', 'rung prod-owner': 'ok', 'rung directory': 'ok', 'rung aws-admin': 'ok'},
    ...{'rung last-resort': 'ok', 'rung last-resort MFA': 'ok', drill: 'ok', 'sink ops': 'ok'},
    ...{'signing key': 'ok', 'second person': 'ok', 'settings file': 'ok'},
  });
});

const HARMS: readonly {what: string; item: string; state: string; by: (w: EmergencyWorld) => unknown}[] = [
  ...[
    {
      what: 'no longer eligible',
      state: 'fault',
      by: (w: EmergencyWorld) => {
        w.arm.eligiblePages = all();
      },
    },
    {
      what: 'a list that breaks off',
      state: 'unknown',
      by: (w: EmergencyWorld) => {
        w.arm.eligiblePages = [{items: [], complete: false}];
      },
    },
    {
      what: 'a list with gaps',
      state: 'unknown',
      by: (w: EmergencyWorld) => {
        w.arm.eligiblePages = [{items: [], complete: true, gaps: [OFFLINE]}];
      },
    },
    {
      what: 'a cloud that is down',
      state: 'unknown',
      by: (w: EmergencyWorld) => {
        w.arm.eligiblePages = [troubled(OFFLINE)];
      },
    },
    {
      what: 'a role that somebody must approve',
      state: 'warning',
      by: (w: EmergencyWorld) => {
        const requires = {...UNKNOWN_POLICY.requires, approval: true};
        w.arm.policies.set(idOf(AZURE), {...UNKNOWN_POLICY, requires});
      },
    },
    {
      what: 'a policy that may not be read',
      state: 'ok',
      by: (w: EmergencyWorld) => w.arm.policies.set(idOf(AZURE), new Trouble(OFFLINE)),
    },
    {
      what: 'nobody signed in',
      state: 'unknown',
      by: (w: EmergencyWorld) => {
        w.entra.who = troubled({code: 'signed-out', reason: 'never'});
      },
    },
    {
      what: 'a sign-in that hangs',
      state: 'unknown',
      by: (w: EmergencyWorld) => {
        w.entra.actor = never;
      },
    },
  ].map(harm => ({...harm, item: 'rung prod-owner'})),
  {what: 'a key that is not kept', item: 'rung last-resort', state: 'warning', by: w => w.keys.kept.clear()},
  {
    what: 'keys that cannot be seen',
    item: 'rung last-resort',
    state: 'unknown',
    by: w => {
      w.keys.health = 'hanging';
    },
  },
  {
    what: 'a signing key that hangs',
    item: 'signing key',
    state: 'unknown',
    by: w => Object.assign(w.emergency.signer, {key: never}),
  },
  {
    what: 'a file others may change',
    item: 'settings file',
    state: 'fault',
    by: w => Object.assign(w.emergency.settingsFile, {isPrivate: false}),
  },
  {
    what: 'a file nobody looked at',
    item: 'settings file',
    state: 'unknown',
    by: w => Object.assign(w.emergency.settingsFile, {isPrivate: undefined}),
  },
  {
    what: 'a record that cannot be read',
    item: 'drill',
    state: 'unknown',
    by: w => {
      w.log.health = 'down';
    },
  },
  {
    what: 'a record that hangs',
    item: 'drill',
    state: 'unknown',
    by: w => {
      w.log.health = 'hanging';
    },
  },
  {what: 'a drill 89 days ago', item: 'drill', state: 'ok', by: w => w.clock.turn(89 * 24 * HOUR)},
  {what: 'a drill 90 days ago', item: 'drill', state: 'warning', by: w => w.clock.turn(90 * 24 * HOUR)},
  {
    what: 'no drill',
    item: 'drill',
    state: 'warning',
    by: w => {
      w.log.facts.length = 0;
    },
  },
  {
    what: 'a sink that was never told',
    item: 'sink ops',
    state: 'warning',
    by: w => {
      w.log.facts.length = 0;
    },
  },
];

test.each(HARMS)('$what: $item is $state', async ({item, state, by}) => {
  const w = await ready();
  await by(w);
  expect((await states(w))[item]).toBe(state);
});

test('a drill that reached nothing is a fault', async () => {
  const w = emergencyWorld();
  w.entra.who = troubled({code: 'signed-out', reason: 'never'});
  await emergencyRun(w, {drill: true, rungs: [AZURE]});
  expect((await states(w)).drill).toBe('fault');
});

test('a drill that reached nothing counts, although one before it worked', async () => {
  const w = await ready();
  w.entra.who = troubled({code: 'signed-out', reason: 'never'});
  await emergencyRun(w, {drill: true, incident: 'DRILL-2', rungs: [AZURE]});
  expect((await states(w)).drill).toBe('fault');
});

test('a real emergency is no drill', async () => {
  const w = emergencyWorld();
  await emergencyRun(w, {rungs: [AZURE]});
  expect((await states(w)).drill).toBe('warning');
});

test('nothing set up: the ladder is a fault, and that nobody will be told is said', async () => {
  const w = emergencyWorld({});
  expect(await states(w)).toMatchObject({ladder: 'fault', sinks: 'warning'});
});

test.each([
  {signers: [{name: 'Grace', publicKey: signerOf().publicKey}], state: 'ok'},
  {signers: [{name: 'Grace', publicKey: 'AAAA'}], state: 'fault'},
  {signers: [], state: 'fault'},
])('second person: $state', async ({signers, state}) => {
  const w = emergencyWorld({...SETTINGS, breakGlass: {ladder: [AZURE, ENTRA], cosign: {signers}}});
  expect((await states(w))['second person']).toBe(state);
});

test('the key of this machine is nobody else', async () => {
  const w = emergencyWorld();
  const second = async (...signers: readonly {name: string; publicKey: string}[]) => {
    Object.assign(w.emergency.settings, {breakGlass: {ladder: [AZURE, ENTRA], cosign: {signers}}});
    const items = await w.clock.through(checkEmergency(w.emergency, quiet()));
    return items.find(({name}) => name === 'second person');
  };
  const own = {name: 'Me', publicKey: (await w.emergency.signer.key()).publicKey};
  const grace = {name: 'Grace', publicKey: signerOf().publicKey};
  expect(await second(own)).toMatchObject({
    state: 'fault',
    words: expect.stringContaining('Nobody but this'),
  });
  expect(await second(own, grace)).toMatchObject({state: 'ok', words: '1 can sign.'});
  Object.assign(w.emergency.signer, {key: never});
  expect(await second(own, grace)).toMatchObject({state: 'unknown'});
});
