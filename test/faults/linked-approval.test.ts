import {expect, test} from 'vitest';
import {NOT_SENT, step} from '../../src/core/activation.ts';
import {exact} from '../../src/core/untrusted.ts';
import {activate} from '../../src/usecases/activate.ts';
import {catchUp} from '../../src/usecases/catch-up.ts';
import {list} from '../../src/usecases/list.ts';
import {isRefusedOrder, prepareOrders} from '../../src/usecases/order.ts';
import {gather} from '../../src/usecases/reading.ts';
import type {Patience} from '../../src/usecases/story.ts';
import {LINKED_GROUP, linkedAwsHouse} from './aws-house.ts';
import {type HouseOptions, NEVER, type PracticeHouse} from './practice-house.ts';
import {PATIENT} from './scene.ts';

const IMPATIENT: Patience = {provisioning: 0, approval: 0};

/** `stint activate Admin`, in a process of its own. */
async function asked(house: PracticeHouse, home: string, patience: Patience) {
  const app = await house.open(home);
  try {
    const {items} = await gather(list(app, {source: 'fresh'}, NEVER));
    for await (const _ of catchUp(app, NEVER));
    const roles = items.filter(({kind, name}) => kind === 'aws-permission-set' && exact(name) === 'Admin');
    const wanted = {justification: 'INC-7', ticket: null, narrowerScope: null, startAt: null, duration: 1800};
    const orders = await prepareOrders(app, roles, wanted, NEVER);
    const good = orders.flatMap(order => (isRefusedOrder(order) ? [] : [order]));
    expect(good).toHaveLength(1);
    let now = NOT_SENT;
    for await (const told of activate(app, good, {patience, stepUp: 'never'}, NEVER))
      if (told.type === 'item') now = step(now, told.event);
    return now;
  } finally {
    await app.close();
  }
}

test('a permission set whose group waits for approval is asked for again: one request, followed to its end', async () => {
  const fill: HouseOptions['fill'] = ({aws, ...organisation}) => {
    const group = {kind: 'entra-group', role: 'Member', scope: LINKED_GROUP} as const;
    organisation.eligible({...group, requires: {approval: ['Grace Hopper']}});
    aws.linkGroup({group: LINKED_GROUP, account: 'ledger', permissionSet: 'Admin', sessionSeconds: 3600});
  };
  const house = await linkedAwsHouse({fill});
  const {organisation} = house.cloud;
  try {
    const home = await house.freshHome();
    const first = await asked(house, home, IMPATIENT);
    expect(first).toMatchObject({state: 'pending-approval', problem: null});
    const second = await asked(house, home, IMPATIENT);
    expect(second).toMatchObject({state: 'pending-approval', problem: null, requestId: first.requestId});
    expect(organisation.requests).toHaveLength(1);
    house.cloud.decide('next', 'Approve');
    expect(await asked(house, home, {...PATIENT, approval: 1_800_000})).toMatchObject({state: 'active'});
    expect(organisation.requests).toHaveLength(1);
  } finally {
    await house.close();
  }
});
