import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {closeStages} from '../providers/stage.ts';
import {azureResources, entraGroups, entraRoles} from '../providers/subjects.ts';
import {armFaults} from './arm-check.ts';
import {type ArmShapes, armShapes} from './arm-shapes.ts';
import {type Exchange, operation} from './exchange.ts';
import {graphFaults} from './graph-check.ts';
import {type GraphShapes, graphShapes} from './graph-shapes.ts';
import {hasSpecs, type Json} from './specs.ts';
import {tour} from './tour.ts';

/** The faults of every exchange, with the call they belong to; each once. */
function allFaults(exchanges: readonly Exchange[], faultsOf: (one: Exchange) => readonly string[]) {
  return [
    ...new Set(
      exchanges.flatMap(one => faultsOf(one).map(fault => `${operation(one)} ${one.status}: ${fault}`)),
    ),
  ];
}

const covered = (exchanges: readonly Exchange[]): string =>
  exchanges.map(one => `${operation(one)} ${one.status}`).join('\n');

/** An answer that holds `text`, deep inside, with something else in its place. */
function inside(exchanges: readonly Exchange[], text: string, other: string): Exchange {
  const found = exchanges.find(({answered}) => JSON.stringify(answered).includes(text));
  if (found === undefined) throw new Error(`no answer holds ${text}`);
  return {...found, answered: JSON.parse(JSON.stringify(found.answered).replaceAll(text, other))};
}

/** Without members that are `undefined`: they do not go over the wire. */
const asSent = (exchange: Exchange): Exchange => ({
  ...exchange,
  asked: JSON.parse(JSON.stringify(exchange.asked)),
});

const withBody = (exchange: Exchange, change: (body: Json) => Json): Exchange => ({
  ...exchange,
  asked: change(exchange.asked as Json),
});

/**
 * Our requests and the practice cloud's answers, both against the published shapes. Skipped where those are not beside
 * the checkout: they are not ours to copy in.
 */
describe.skipIf(!hasSpecs)('the official shapes of ARM', () => {
  let shapes: ArmShapes;
  let said: readonly Exchange[];
  beforeAll(async () => {
    shapes = armShapes();
    said = await tour(azureResources);
  });
  afterAll(closeStages);

  test('every call that is made has one', () => {
    for (const call of [
      /GET .*roleEligibilityScheduleInstances 200/,
      /GET .*roleAssignmentScheduleInstances 200/,
      /GET .*roleAssignmentScheduleRequests 200/,
      /GET .*roleAssignmentScheduleRequests\/… 200/,
      /GET .*roleAssignmentScheduleRequests\/… 404/,
      /GET .*roleManagementPolicyAssignments 200/,
      /GET .*eligibleChildResources 200/,
      /GET .*roleDefinitions\/… 200/,
      /GET .*permissions 200/,
      /PUT .*roleAssignmentScheduleRequests\/… 201/,
      /PUT .*roleAssignmentScheduleRequests\/… 400/,
      /POST .*cancel 200/,
    ])
      expect(covered(said)).toMatch(call);
  });

  test('requests and answers keep to them', () => {
    expect(allFaults(said, one => armFaults(shapes, one))).toEqual([]);
  });

  test('what does not is found', () => {
    const put = said.find(({method}) => method === 'PUT') as Exchange;
    const within = (properties: object) =>
      withBody(put, body => ({properties: {...(body.properties as Json), ...properties}}));
    const broken = [
      within({justificaton: 'misspelt'}),
      within({status: 'Provisioned'}),
      within({requestType: 'SelfPromote'}),
      within({principalId: undefined}),
      {...put, asked: null},
      {...put, method: 'PATCH'},
      {...put, url: new URL(`${put.url}&$top=1`)},
      {...put, url: new URL(String(put.url).replace('2020-10-01', '2019-01-01'))},
      {...put, answered: {properties: {status: 'Dreaming'}}},
      {...put, answered: {nothing: 1}},
      inside(said, '"isBackup":', '"isBckup":'),
      inside(said, 'RoleManagementPolicyApprovalRule', 'RoleManagementPolicyDreamRule'),
    ];
    expect(broken.map(one => armFaults(shapes, asSent(one)).length > 0)).toEqual(broken.map(() => true));
  });
});

describe.skipIf(!hasSpecs).each([entraRoles, entraGroups])('the official shapes of Graph, $kind', subject => {
  let shapes: GraphShapes;
  let said: readonly Exchange[];
  beforeAll(async () => {
    shapes = graphShapes();
    said = await tour(subject);
  });
  afterAll(closeStages);

  test('every call that is made has one', () => {
    for (const call of [
      /GET .*[eE]ligibilityScheduleInstances\/filter.* 200/,
      /GET .*[aA]ssignmentScheduleInstances\/filter.* 200/,
      /GET .*[aA]ssignmentScheduleRequests\/filter.* 200/,
      /GET .*[aA]ssignmentScheduleRequests\/… 200/,
      /GET .*roleManagementPolicyAssignments 200/,
      /POST .*[aA]ssignmentScheduleRequests 201/,
      /POST .*[aA]ssignmentScheduleRequests 400/,
      /POST .*cancel 204/,
    ])
      expect(covered(said)).toMatch(call);
  });

  test('requests and answers keep to them', () => {
    expect(allFaults(said, one => graphFaults(shapes, one))).toEqual([]);
  });

  test('what does not is found', () => {
    const post = said.find(({method, status}) => method === 'POST' && status === 201) as Exchange;
    const list = said.find(({url}) => url.pathname.includes('ScheduleInstances')) as Exchange;
    const broken = [
      withBody(post, body => ({...body, justificaton: 'misspelt'})),
      withBody(post, body => ({...body, action: 'selfPromote'})),
      withBody(post, body => ({...body, scheduleInfo: {expiration: {duration: '1h'}}})),
      {...post, method: 'PUT'},
      {...post, answered: {id: null}},
      {...list, answered: {rows: []}},
      inside(said, '"userId":', '"userid":'),
      inside(said, 'PolicyApprovalRule', 'PolicyDreamRule'),
      {...list, url: new URL(`${list.url}?$expand=everything`)},
      {
        ...list,
        url: new URL(String(list.url).replace("'principal'", "'me'").replace('%27principal%27', '%27me%27')),
      },
    ];
    expect(broken.map(one => graphFaults(shapes, one).length > 0)).toEqual(broken.map(() => true));
  });
});
