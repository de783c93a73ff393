import {describe, expect, test} from 'vitest';
import type {AuditEntry} from '../../src/core/audit.ts';
import {Trouble} from '../../src/core/problem.ts';
import {showInstant} from '../../src/core/time.ts';
import {emergencyFact, fact} from '../stores/samples.ts';
import {activeFor, eligibility, NOON, refused, world} from './fakes.ts';
import {run} from './run.ts';

const reader = eligibility('Reader', 'prod');
const owner = eligibility('Owner', 'prod');

/** One that is active and one that was denied, asked for a minute apart. */
async function office() {
  const at = world();
  at.azure.eligibilities = [reader, owner];
  at.azure.answers = [activeFor(reader), refused({code: 'denied'})];
  await run(['activate', 'Reader@prod', '--justification', "the queue's full", '--ticket', 'T-1'], {
    world: at,
  });
  await at.clock.turn(60_000);
  await run(['activate', 'Owner@prod', '--justification', '-v is wrong'], {world: at});
  return at;
}

describe('stint history', () => {
  test('shows the newest first, with what came of it', async () => {
    const {code, out, err} = await run(['history'], {world: await office()});
    expect(code).toBe(0);
    const [, first, second] = out.split('\n').map(line => line.trim());
    expect(first).toMatch(/Owner +prod +denied +.*-v is wrong/);
    expect(second).toMatch(/Reader +prod +active +.*the queue's full/);
    expect(err).toBe('');
  });

  test('is a document, too', async () => {
    const {items, problems} = JSON.parse((await run(['history', '--json'], {world: await office()})).out);
    expect(problems).toEqual([]);
    expect(items[1]).toMatchObject({
      ...{eligibilityId: reader.id, name: 'Reader', justification: "the queue's full"},
      ...{outcome: 'active', askedAt: '2026-11-22T12:00:00Z', ticket: {number: 'T-1', system: null}},
      ...{incident: null, problem: null, practice: false, drill: false},
    });
    const {out} = await run(['history', '--output', 'csv'], {world: await office()});
    expect(out.split('\n')[0]).toBe(
      'requestId,eligibilityId,kind,name,scope.id,scope.name,scope.type,profile,account,justification,' +
        'ticket.number,ticket.system,askedAt,startedAt,endsAt,endedAt,outcome,problem,incident,practice,drill',
    );
  });

  test.each([
    [['--search', 'QUEUE reader'], ['Reader']],
    [['--search', 'nowhere'], []],
    [['--kind', 'aws-role'], []],
    [
      ['--kind', 'azure-resource', '--kind', 'aws-role'],
      ['Owner', 'Reader'],
    ],
    [['--since', '30s'], ['Owner']],
    [['--since', '2026-11-22T12:00:30Z'], ['Owner']],
    [
      ['--since', '2026-11-01'],
      ['Owner', 'Reader'],
    ],
    [['--limit', '1'], ['Owner']],
    [['--all'], ['Owner', 'Reader']],
  ])('%j leaves %j', async (flags, names) => {
    const {code, out} = await run(['history', ...flags, '--json'], {world: await office()});
    expect(code).toBe(0);
    expect(JSON.parse(out).items.map(({name}: {name: string}) => name)).toEqual(names);
  });

  test.each([
    [['--kind', 'azure'], '--kind “azure” is no kind'],
    [['--since', 'yesterday'], '--since “yesterday” is no time'],
    [['--since', '2026-02-30'], '--since “2026-02-30” is no time'],
    [['--limit', '0'], '--limit takes a number from 1 on'],
    [['--limit', '5', '--all'], '--limit and --all cannot both be had'],
  ])('%j is wrong usage', async (flags, words) => {
    const {code, err} = await run(['history', ...flags]);
    expect([code, err]).toEqual([64, expect.stringContaining(words)]);
  });

  test('says that there is none, and that none fits', async () => {
    expect((await run(['history'])).err).toContain('The record tells of no activation yet.');
    const searched = await run(['history', '--search', 'x'], {world: await office()});
    expect([searched.out, searched.err]).toEqual(['', expect.stringContaining('No past activation fits')]);
  });

  test('a table holds 50, and says how many it leaves out', async () => {
    const at = world();
    const line = (seq: number): AuditEntry => ({
      ...{...fact('x'), time: showInstant(NOON), requestId: `r${seq}`},
      ...{seq, prev: '0'.repeat(64)},
    });
    at.record.push(...Array.from({length: 60}, (_, index) => line(index + 1)));
    const {out, err} = await run(['history'], {world: at});
    expect([out.trim().split('\n').length, err]).toEqual([
      51,
      '10 older ones are not shown: --all shows them.\n',
    ]);
    expect(JSON.parse((await run(['history', '--json'], {world: at})).out).items).toHaveLength(60);
  });

  test('a drill is told apart from an emergency, and is no alarm', async () => {
    const at = world();
    const lines = [false, true].flatMap((drill, index) => {
      const incident = drill ? 'REHEARSAL' : 'INC-7';
      const requestId = `r${index}`;
      return [
        {...fact('x'), requestId},
        {...emergencyFact({step: 'tried', rung: 'owner'}, {incident, drill}), requestId},
      ];
    });
    at.record.push(...lines.map((line, index) => ({...line, seq: index + 1, prev: '0'.repeat(64)})));
    const {items} = JSON.parse((await run(['history', '--json'], {world: at})).out);
    expect(items).toMatchObject([
      {incident: 'REHEARSAL', drill: true},
      {incident: 'INC-7', drill: false},
    ]);
    const {out} = await run(['history'], {world: at, terminal: 200});
    expect(out).toMatch(/\u001b\[[\d;]+mINC-7/);
    expect(out).toMatch(/ {2}drill REHEARSAL/);
  });

  test('damage is 83, beside what can be read', async () => {
    const before = await office();
    const damaged = {
      ...before.app.audit,
      entries: async function* () {
        yield* before.app.audit.entries();
        throw new Trouble({code: 'audit-broken', seq: 9, reason: 'the line is not a record'});
      },
    };
    const at = {...before, app: {...before.app, audit: damaged}};
    const {code, out, err} = await run(['history'], {world: at});
    expect([code, out, err]).toEqual([
      83,
      expect.stringContaining('Reader'),
      expect.stringContaining('line 9'),
    ]);
    const {items, problems} = JSON.parse((await run(['history', '--json'], {world: at})).out);
    expect([items.length, problems]).toEqual([2, [expect.objectContaining({code: 'audit-broken'})]]);
  });

  test('what people and clouds wrote reaches no terminal raw', async () => {
    const at = world();
    const hostile = {...fact('x\u001b[2J'), name: 'Re\u202eader', requestId: '\u001b]0;x', seq: 1, prev: ''};
    at.record.push(hostile);
    const {out} = await run(['history'], {world: at, terminal: 200});
    expect(out.replaceAll(/\u001b\[\d+m/g, '')).not.toMatch(/[\u001b\u202e]/);
    expect(out).toContain('Re\\u{202e}ader');
  });
});

describe('--again', () => {
  test('prints the command, and runs nothing', async () => {
    const at = await office();
    const sent = at.azure.sent.length;
    const {out, err, code} = await run(['history', '--again', 'id-1'], {world: at});
    expect(code).toBe(0);
    expect(out).toBe(
      `stint activate ${reader.id} --duration 1h --justification 'the queue'\\''s full' --ticket T-1\n`,
    );
    expect(err).toContain('Nothing was run');
    expect(at.azure.sent).toHaveLength(sent);
  });

  test('a reason that looks like a flag stays one word', async () => {
    const at = await office();
    const [row] = JSON.parse((await run(['history', '--json'], {world: at})).out).items;
    const {out} = await run(['history', '--again', row.requestId, '--json'], {world: at});
    expect(JSON.parse(out).items[0].again).toEqual([
      ...['stint', 'activate', owner.id, '--justification=-v is wrong'],
    ]);
  });

  test('another profile is named', async () => {
    const {out} = await run(['history', '--again', 'id-1', '--profile', 'work'], {world: await office()});
    expect(out).toContain('--profile default');
  });

  test('PowerShell reads its line, too', async () => {
    const {out} = await run(['history', '--again', 'id-1'], {world: await office(), platform: 'win32'});
    expect(out).toContain("--justification 'the queue''s full'");
  });

  test.each([
    ['nothing', 65, 'nothing'],
    ['', 65, ''],
    ['id-', 64, '2 requests begin with “id-”'],
  ])('“%s” names none', async (asked, code, words) => {
    const ran = await run(['history', '--again', asked], {world: await office()});
    expect([ran.code, ran.err]).toEqual([code, expect.stringContaining(words)]);
  });
});
