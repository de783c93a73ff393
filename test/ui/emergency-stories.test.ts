import {describe, expect, test} from 'vitest';
import type {Incident} from '../../src/core/emergency.ts';
import {Trouble} from '../../src/core/problem.ts';
import type {SinkDesk} from '../../src/core/sink.ts';
import {untrusted} from '../../src/core/untrusted.ts';
import {incidentOf} from '../../src/ui/emergency.ts';
import type {Loop} from '../../src/ui/loop.ts';
import type {App} from '../../src/usecases/app.ts';
import {record} from '../../src/usecases/record.ts';
import {all} from '../usecases/fake-cloud.ts';
import {world} from '../usecases/fakes.ts';
import {ADA, eligibility, grant, NOON, policy} from '../usecases/samples.ts';
import {INCIDENT} from './past-samples.ts';
import {loopOver, screenWorld} from './world.ts';

/** Emergencies kept in memory, as `state.db` keeps them. */
class FakeIncidents {
  readonly rows: Incident[] = [];
  open = async (incident: Incident) => void this.rows.push(incident);
  opened = async () => [...this.rows];
  close = async (id: string) => {
    const at = this.rows.findIndex(row => row.id === id);
    return at >= 0 && this.rows.splice(at, 1).length > 0;
  };
}

async function story(parts: Partial<App> = {}, breakGlass?: () => Promise<number>) {
  const incidents = new FakeIncidents();
  const fake = world({incidents, settings: {breakGlass: {ladder: [RUNG]}}, ...parts});
  fake.arm.eligiblePages = all(eligibility());
  fake.arm.activePages = all(grant());
  fake.arm.policies.set('azr-1', policy());
  const on = screenWorld({fake});
  Object.assign(on.host, breakGlass === undefined ? {} : {breakGlass});
  const settle = async () => {
    for (let i = 0; i < 20; i += 1) await on.clock.turn(0);
  };
  const begin = async () => {
    const loop = loopOver(on);
    await settle();
    return loop;
  };
  const press = async (loop: Loop, ...keys: readonly string[]) => {
    for (const key of keys) loop.dispatch({type: 'press', key});
    await settle();
  };
  return {...on, incidents, settle, begin, press};
}

const RUNG = {
  kind: 'azure-resource',
  name: 'prod-owner',
  role: 'Owner',
  scope: '/subscriptions/s1',
  roleDefinitionId: 'r1',
} as const;

const granted = {
  incident: INCIDENT.id,
  drill: false,
  step: 'granted',
  rung: 'prod-owner',
  grantId: 'azr-1.abc',
} as const;

describe('an open emergency on the screen', () => {
  test('is there from the start, with what was taken in it', async () => {
    const at = await story();
    await at.incidents.open(INCIDENT);
    await record(at.app, 'break-glass', {actor: ADA, emergency: granted});
    const model = (await at.begin()).model();
    expect(model.incidents).toEqual([INCIDENT]);
    expect(incidentOf(model, grant())).toEqual(INCIDENT);
    expect(incidentOf(model, grant({id: 'azr-2.x', eligibilityId: 'azr-2'}))).toBeUndefined();
  });

  test('what cannot be read leaves the screen as it is', async () => {
    const at = await story();
    await at.incidents.open(INCIDENT);
    at.audit.entries = async function* () {
      yield* [];
      throw new Trouble({code: 'audit-broken', seq: 1, reason: 'it does not fit'});
    };
    const loop = await at.begin();
    expect(loop.model().incidents).toEqual([INCIDENT]);
    at.incidents.opened = () => Promise.reject(new Trouble({code: 'failed', reason: 'No.'}));
    await at.press(loop, '2', 'r');
    expect(loop.model().incidents).toEqual([INCIDENT]);
  });

  test('! hands the terminal over, and what was opened there is red at once', async () => {
    const at = await story({}, async () => {
      await at.incidents.open(INCIDENT);
      return 0;
    });
    const loop = await at.begin();
    expect(loop.model().incidents).toEqual([]);
    await at.press(loop, '!');
    expect(loop.model().incidents).toEqual([INCIDENT]);
    expect(loop.model().screen.type).toBe('active');
    await at.incidents.close(INCIDENT.id);
    await at.press(loop, 'r');
    expect(loop.model().incidents).toEqual([]);
  });
});

describe('the record on the screen', () => {
  test('what was asked for before, and asked for again', async () => {
    const at = await story();
    at.arm.activePages = all();
    const about = {
      actor: ADA,
      eligibilityId: 'azr-1',
      kind: 'azure-resource' as const,
      name: eligibility().name,
      scope: eligibility().scope,
      justification: 'an earlier reason',
      requestId: 'r-1',
    };
    await record(at.app, 'request', about);
    await record(at.app, 'refusal', {...about, problem: {code: 'denied', reason: untrusted('No.')}});
    const loop = await at.begin();
    await at.press(loop, '3');
    expect(loop.model().history.shown).toMatchObject([
      {outcome: 'denied', justification: 'an earlier reason'},
    ]);
    await at.press(loop, 'a');
    const {screen} = loop.model();
    expect(screen.type === 'request' && screen.form.lines.justification.before).toBe('an earlier reason');
  });
});

describe('sinks', () => {
  function desk(): SinkDesk & {rounds: number} {
    return {
      rounds: 0,
      pending: async () => [
        {
          ...{sink: 'ops', waiting: 3, first: null, failures: 9, problem: {code: 'failed', reason: 'No.'}},
          ...{failingSince: NOON - 900_000, dueAt: null},
        },
      ],
      previews: async () => [],
      deliver: async function (this: {rounds: number}) {
        this.rounds += 1;
        return [];
      },
    };
  }

  test('are told behind the work, and what fails is known', async () => {
    const sinks = desk();
    const at = await story({sinks, settings: {sinks: [{name: 'ops', type: 'webhook'}]}});
    const loop = await at.begin();
    expect(sinks.rounds).toBe(1);
    expect(loop.model().delivery.failing).toEqual([{sink: 'ops', since: NOON - 900_000, waiting: 3}]);
    await at.clock.turn(60_000);
    await at.settle();
    expect(sinks.rounds).toBe(2);
  });
});
