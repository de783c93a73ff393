import {expect, test} from 'vitest';
import {openWords} from '../../src/cli/open-incidents.ts';
import {emergencyWorld} from './emergency-world.ts';
import {FakeEmergency} from './fake-emergency.ts';
import {run} from './run.ts';

test('what was closed before is not said to be no incident', async () => {
  const setting = {world: emergencyWorld(), emergency: new FakeEmergency()};
  const asked = ['--incident', 'INC-4821', '--reason', 'x', '--confirm', 'prod-owner'];
  await run(['break-glass', ...asked], setting);
  const flags = ['--done', 'restarted it', '--rotate', 'none'];
  await run(['break-glass', 'close', 'INC-4821', ...flags], setting);
  const it = await run(['break-glass', 'close', 'INC-4821', ...flags], setting);
  expect(it.code).toBe(65);
  expect(it.err).toContain('There is no open incident “INC-4821”.');
});

test('a name that a shell would run is shown as one word, here and by every command until it is closed', async () => {
  const setting = {world: emergencyWorld(), emergency: new FakeEmergency()};
  const flags = ['--incident', 'A|B $(id)', '--reason', 'x', '--confirm', 'prod-owner'];
  expect((await run(['break-glass', ...flags], setting)).err).toContain("break-glass close 'A|B $(id)'");
  const incident = {id: 'A|B $(id)', profile: 'default', drill: false, practice: false, reason: 'x'};
  const openedAt = setting.world.clock.now();
  const words = openWords({...incident, openedAt, closedAt: null}, openedAt);
  expect(words).toMatch(/^Incident A\|B \$\(id\) is open .*break-glass close 'A\|B \$\(id\)'$/);
});
