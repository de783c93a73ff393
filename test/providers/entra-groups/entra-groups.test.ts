import {afterEach, describe, expect, test} from 'vitest';
import {heldRow} from '../../../src/providers/entra-groups/translate.ts';
import {ask, asked, closeStages, eligible, labels, only, stage, theOne, writes} from '../stage.ts';
import {entraGroups as subject} from '../subjects.ts';

afterEach(closeStages);

describe('names of groups', () => {
  test('are looked up for a whole page at once', async () => {
    const on = await stage(subject);
    on.cloud.organisation.eligible({kind: subject.kind, role: 'Owner', scope: 'sg-breakfix'});
    expect(labels(await eligible(on))).toEqual(['Member@sg-oncall', 'Owner@sg-breakfix']);
    expect(asked(on).filter(line => line.endsWith('getByIds'))).toHaveLength(1);
  });

  test('are the ids without the permission, and that is no failure', async () => {
    const on = await stage(subject);
    on.cloud.organisation.withoutConsent('groupNames');
    const {scope} = await theOne(on);
    expect(scope.name).toBe(scope.id);
  });
});

test('member and owner of one group are two items', async () => {
  const on = await stage(subject);
  on.cloud.organisation.eligible({kind: subject.kind, role: 'Owner', scope: subject.scope});
  const ids = (await eligible(on)).map(({id}) => id);
  expect(new Set(ids).size).toBe(2);
});

test('a request names the group and the access', async () => {
  const on = await stage(subject);
  await ask(on);
  const {address} = only(await eligible(on));
  expect(only(writes(on))).toMatchObject({
    action: 'selfActivate',
    accessId: 'member',
    groupId: address.groupId,
    scheduleInfo: {expiration: {type: 'afterDuration'}},
  });
});

test.each([
  ['activated', true],
  ['assigned', false],
  ['unknownFutureValue', false],
])('assignment type %s: activated %s', (assignmentType, activated) => {
  expect(heldRow({groupId: 'g', accessId: 'member', assignmentType}).activated).toBe(activated);
});
