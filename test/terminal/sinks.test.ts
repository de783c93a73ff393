import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {RULE, STREAM, streamOf} from '../sinks/place.ts';
import {drill, emergencyHome} from './emergency-home.ts';
import type {Practice, Ran} from './practice.ts';

const ADDRESS = 'T000/B000/very-secret-part';

/** A webhook, a chat, Sentinel and a file; addresses come from stdin. */
async function told(): Promise<Practice & {readonly lines: string}> {
  const home = await emergencyHome();
  const {cloud} = home;
  cloud.receivers.rules.set(RULE, {publisher: true, streams: {[STREAM]: streamOf()}});
  const lines = join(home.home, 'lines.ndjson');
  const path = join(home.home, 'config.json');
  const settings = JSON.parse(await readFile(path, 'utf8'));
  settings.sinks = [
    {name: 'ops', type: 'webhook'},
    {name: 'chat', type: 'slack'},
    {name: 'siem', type: 'sentinel', endpoint: cloud.origins.sinks, ruleId: RULE, stream: STREAM},
    {name: 'copy', type: 'file', path: lines},
  ];
  await writeFile(path, JSON.stringify(settings), {mode: 0o600});
  const set = (name: string, value: string): Promise<Ran> =>
    home.feed(value, 'config', 'set', '--secret', `sinks.${name}`);
  for (const done of [
    await set('ops.url', `${cloud.origins.sinks}/hooks/ops`),
    await set('ops.token', 'a-token-of-ours'),
    await set('chat.url', `${cloud.origins.sinks}/services/${ADDRESS}`),
  ])
    expect(done.code, done.stderr).toBe(0);
  return {...home, lines};
}

const typesAt = ({cloud}: Practice, receiver: string): readonly string[] =>
  cloud.receivers.received.flatMap(one => (one.receiver === receiver ? [JSON.stringify(one.body)] : []));

test('every sink hears of an emergency before the role is asked for, and of the rest behind it', async () => {
  const home = await told();
  const before = home.cloud.log.length;
  const {code, stderr} = await drill(home, 'INC-77');
  expect(code, stderr).toBe(0);
  expect(stderr).toMatch(/Told: .*ops.*chat.*siem.*copy/s);
  const asked = home.cloud.log.slice(before);
  const firstPut = asked.findIndex(({method, origin}) => method === 'PUT' && origin === 'arm');
  const firstTold = asked.findIndex(({origin}) => origin === 'sinks');
  expect([firstTold >= 0, firstTold < firstPut]).toEqual([true, true]);
  await home.run('status');
  for (const receiver of ['webhook', 'slack', 'sentinel']) {
    const all = typesAt(home, receiver).join('\n');
    expect(all, receiver).toContain('INC-77');
    expect(all, receiver).toMatch(/granted|is active for/);
  }
  expect(await readFile(home.lines, 'utf8')).toContain('"step":"opened"');
  const [event] = home.cloud.receivers.received.filter(({receiver}) => receiver === 'webhook');
  expect(event?.authorization).toBe('Bearer a-token-of-ours');
});

test('a sink that is down holds nothing up, is told of, and hears everything once it is back', async () => {
  const home = await told();
  home.cloud.outages.takeDown('sinks');
  const asked = await home.run(
    ...[
      'activate',
      'Contributor@prod-payments',
      '--duration',
      '1h',
      '--justification',
      'while sinks are down',
    ],
  );
  expect(asked.code, asked.stderr).toBe(0);
  const pending = JSON.parse((await home.run('audit', 'show', '--pending', '--json')).stdout);
  const ops = pending.items.find(({sink}: {sink: string}) => sink === 'ops');
  expect(ops).toMatchObject({failures: expect.any(Number), problem: {code: 'unreachable'}});
  expect(ops.waiting).toBeGreaterThan(0);
  const doctor = await home.run('doctor');
  expect(doctor.stdout + doctor.stderr).toMatch(/ops/);
  home.cloud.outages.bringUp('sinks');
  // An emergency waits for no pause; ordinary commands would, for a little.
  await drill(home, 'INC-78');
  expect(typesAt(home, 'webhook').join('\n')).toContain('while sinks are down');
});

test('no address and no token stands anywhere but in the token store', async () => {
  const home = await told();
  home.cloud.outages.takeDown('sinks', '503');
  const outputs = [
    await home.run('status', '--debug'),
    await home.run('doctor', '--payload'),
    await home.run('audit', 'show', '--pending'),
    await home.run('audit', 'show', '--json'),
    await home.run('config', 'get'),
  ];
  const files = await Promise.all(
    ['audit.ndjson', 'config.json', 'state.db'].map(name => readFile(join(home.home, name), 'latin1')),
  );
  for (const text of [...outputs.flatMap(({stdout, stderr}) => [stdout, stderr]), ...files])
    for (const secret of [ADDRESS, 'a-token-of-ours']) expect(text).not.toContain(secret);
});
