import {join} from 'node:path';
import {expect, test} from 'vitest';
import type {Incident} from '../../src/core/emergency.ts';
import {openSqlite} from '../../src/stores/sqlite.ts';
import {AZURE, emergencyHome} from './emergency-home.ts';
import {practice} from './practice.ts';
import type {Terminal} from './terminal.ts';

const opened = (parts: Partial<Incident> = {}): Incident => ({
  id: 'INC-4821',
  profile: 'default',
  drill: false,
  practice: true,
  reason: 'payments are down',
  openedAt: Date.now() - 43 * 60_000,
  closedAt: null,
  ...parts,
});

/** As another process opens and closes them (`stores/incidents`). */
function elsewhere(home: string, incidents: readonly Incident[]): void {
  const db = openSqlite(join(home, 'state.db'));
  db.exec('DELETE FROM incidents');
  const insert = db.prepare('INSERT INTO incidents (id, opened_at, body) VALUES (?, ?, ?)');
  for (const incident of incidents) insert.run(incident.id, incident.openedAt, JSON.stringify(incident));
  db.close();
}

/** `r` waits for nothing while a reading is under way: it is pressed again then. */
const readAgain = (app: Terminal, until: RegExp): Promise<void> =>
  expect
    .poll(
      () => {
        app.press('r');
        return app.picture();
      },
      {timeout: 20_000, interval: 200},
    )
    .toMatch(until);

const RED = '\u001b[31m';

test('an open emergency is red on every tab and in the title, until it is closed', async () => {
  const {cloud, home, open, signIn} = await practice();
  cloud.organisation.eligible({kind: 'azure-resource', role: 'Contributor', scope: 'prod-payments'});
  await signIn();
  elsewhere(home, [opened()]);
  const app = open();
  await app.sees(/BREAK GLASS INC-4821, 4[34] min/);
  expect(app.raw).toContain(RED);
  expect(app.raw).toContain('\u001b]2;stint: BREAK GLASS INC-4821\u0007');
  app.press('2');
  expect(await app.sees('Nothing is active')).toContain('BREAK GLASS INC-4821');
  app.press('3');
  expect(await app.sees('Nothing has been asked for')).toContain('BREAK GLASS INC-4821');
  elsewhere(home, [opened({drill: true, id: 'drill-7'})]);
  app.press('2');
  await readAgain(app, /DRILL drill-7/);
  elsewhere(home, []);
  await readAgain(app, /^ +stint +ada/m);
  expect(app.raw).toContain('\u001b]2;\u0007\u001b[23;2t');
  app.press('q');
  expect((await app.leaves()).code).toBe(0);
});

test('without colours it is said all the same, and once more on leaving', async () => {
  const {home, open, signIn} = await practice();
  await signIn();
  elsewhere(home, [opened(), opened({id: 'INC-4900', openedAt: Date.now()})]);
  const app = open({env: {NO_COLOR: '1'}, columns: 60, rows: 16});
  await app.sees(/BREAK GLASS INC-4821, 4[34] min, and 1 more/);
  app.press('q');
  await app.leaves();
  expect(app.picture()).toContain('INC-4900 is open until stint break-glass close INC-4900.');
  expect(app.raw).not.toContain(RED);
});

test('! hands the terminal to the emergency flow, and the screen comes back red', async () => {
  const home = await emergencyHome();
  const app = home.open();
  await app.sees('Contributor');
  app.type('!');
  await app.sees('DRILL — nothing is wrong');
  await app.sees('Which?');
  app.press('return');
  await app.sees('Which incident');
  app.type('INC-5').press('return');
  await app.sees('Why?');
  app.type('rehearsing').press('return');
  await app.sees(`Type ${AZURE}`);
  app.type(AZURE).press('return');
  await app.sees(`${AZURE} is active until`);
  await app.sees('Enter: back to the screen');
  app.press('return');
  await app.sees(/DRILL INC-5, .*\n.*1 Roles/s);
  await app.sees('stint break-glass close INC-5');
  expect(app.onAlternateScreen).toBe(true);
  app.press('2');
  await app.sees('Contributor');
  app.press('q');
  await app.sees(/leave|active/);
});
