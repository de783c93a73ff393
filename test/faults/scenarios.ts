import {expect} from 'vitest';
import type {OpenedApp} from '../../src/compose.ts';
import {isKind} from '../../src/core/kind.ts';
import {hours, minutes} from '../../src/core/time.ts';
import {cancel} from '../../src/usecases/cancel.ts';
import {deactivate} from '../../src/usecases/deactivate.ts';
import {list} from '../../src/usecases/list.ts';
import {gather} from '../../src/usecases/reading.ts';
import {NEVER} from './practice-house.ts';
import {askFor, isHere, type Scene, statusHere, using, type Wish} from './scene.ts';
import {Tale} from './tale.ts';

export interface Scenario {
  readonly name: string;
  readonly wish: Wish;
  /** What was there already: nothing goes wrong here. */
  readonly before?: (scene: Scene) => Promise<void>;
  /** What it takes is to end with it. */
  readonly exits?: true;
  /** It looks at every kind, not at its own only. */
  readonly wide?: true;
  readonly act: (scene: Scene, app: OpenedApp) => Promise<void>;
  /** What the person was told at the end, held against the cloud; `whole`: nothing went wrong. */
  readonly told: (scene: Scene, whole: boolean) => void;
}

const ROLES = {
  'azure-resource': 'Contributor',
  'entra-role': 'Global Reader',
  'entra-group': 'Member',
} as const;

export type PimKind = keyof typeof ROLES;

export const wishFor = (kind: PimKind, requires: Wish['requires'] = {}): Wish => ({
  ...{kind, role: ROLES[kind], requires},
});

export const activating = (kind: PimKind): Scenario => ({
  name: `activate ${kind}`,
  wish: wishFor(kind),
  act: (scene, app) => askFor(scene, app),
  told: activationTold,
});

export const withApproval = (kind: PimKind): Scenario => ({
  ...activating(kind),
  name: `activate ${kind} with approval`,
  wish: wishFor(kind, {approval: ['Grace Hopper']}),
});

/** In a house whose first tokens live an hour: they are over, and look live to a machine whose clock has not gone on. */
export const withTokensOver = (scenario: Scenario): Scenario => ({
  ...scenario,
  name: `${scenario.name}, with tokens that are over`,
  before: async scene => {
    await scenario.before?.(scene);
    scene.house.cloud.clock.advance(hours(2));
  },
});

/** `policyReadable: false`: the refusal alone says what is needed. */
export const withStepUp = (kind: PimKind, policyReadable: boolean): Scenario => ({
  ...activating(kind),
  name: `activate ${kind} with step-up, ${policyReadable ? 'named by the policy' : 'asked for by a refusal'}`,
  wish: {...wishFor(kind, {authContext: 'c1'}), policyReadable},
});

export const deactivating = (kind: PimKind): Scenario => ({
  name: `deactivate ${kind}`,
  wish: wishFor(kind),
  before: async scene => {
    await heldAlready(scene);
    scene.house.cloud.clock.advance(minutes(6));
  },
  act: async (scene, app) => {
    const rows = await statusHere(scene, app);
    const held = rows.filter(row => row.state === 'active');
    if (scene.tale.problems.length === 0) expect(held).toHaveLength(1);
    await scene.tale.hear(deactivate(app, held, {wait: false}, NEVER));
  },
  told: ({tale, place}, whole) => {
    if (whole) expect(tale.activation.state).toBe('ended');
    if (tale.activation.state === 'ended') expect(place().held).toBe(false);
  },
});

export const cancelling = (kind: PimKind): Scenario => ({
  name: `cancel ${kind}`,
  wish: wishFor(kind, {approval: ['Grace Hopper']}),
  before: async scene => {
    const asked = {...scene, tale: new Tale(scene.place)};
    await using(asked, app => askFor(asked, app, {provisioning: 0, approval: 0}));
    expect(asked.tale.activation.state).toBe('pending-approval');
  },
  act: async (scene, app) => {
    const rows = await statusHere(scene, app);
    const waiting = rows.filter(row => row.state === 'pending-approval');
    if (scene.tale.problems.length === 0) expect(waiting).toHaveLength(1);
    await scene.tale.hear(cancel(app, waiting, NEVER));
  },
  told: ({tale, place}, whole) => {
    if (whole) expect(tale.activation.state).toBe('cancelled');
    if (tale.activation.state === 'cancelled') expect(place().asked).toEqual(['Canceled']);
  },
});

/** Every source is told whole or as a problem of its own, never as less than there is. */
export const listing: Scenario = {
  name: 'list',
  wide: true,
  wish: wishFor('entra-group'),
  act: async (scene, app) => {
    const {items, problems, answered} = await gather(list(app, {source: 'fresh'}, NEVER));
    scene.tale.problems.push(...problems);
    allSources(answered, problems);
    if (answered.includes('entra-group')) expect(items.filter(isHere(scene))).toHaveLength(1);
  },
  told: ({tale}, whole) => {
    if (whole) expect(tale.problems).toEqual([]);
  },
};

export const readingStatus: Scenario = {
  name: 'status',
  wide: true,
  wish: wishFor('azure-resource'),
  before: heldAlready,
  act: async (scene, app) => {
    const rows = await statusHere(scene, app);
    const unread = scene.tale.problems.map(({provider}) => provider);
    if (!unread.includes('azure-resource')) expect(rows.map(({state}) => state)).toEqual(['active']);
  },
  told: listing.told,
};

/** In a house whose first tokens are as good as over. */
export const refreshing: Scenario = {...listing, name: 'token refresh'};

export async function heldAlready(scene: Scene): Promise<void> {
  const asked = {...scene, tale: new Tale(scene.place)};
  await using(asked, app => askFor(asked, app));
  expect(asked.tale.activation.state).toBe('active');
}

function allSources(answered: readonly string[], problems: readonly {readonly provider?: unknown}[]): void {
  const spoken = [...answered, ...problems.map(({provider}) => String(provider))];
  expect(spoken.filter(isKind).sort()).toEqual(['azure-resource', 'entra-group', 'entra-role']);
}

/** "Failed" means that nothing is there; only `unknown` may mean anything. */
function activationTold({tale, place}: Scene, whole: boolean): void {
  const {state} = tale.activation;
  const {asked, held} = place();
  if (whole) expect([state, tale.problems]).toEqual(['active', []]);
  if (state === 'active') expect(held, 'told active').toBe(true);
  if (state === 'failed') expect(asked, 'told failed').toEqual([]);
  if (['submitted', 'provisioning', 'pending-approval'].includes(state))
    expect(asked, `told ${state}`).toHaveLength(1);
  expect(['active', 'failed', 'unknown', 'submitted', 'provisioning', 'pending-approval']).toContain(state);
}
