import fc from 'fast-check';
import {expect, test} from 'vitest';
import {untrusted} from '../../src/core/untrusted.ts';
import '../support/property-seed.ts';
import {awsWorld, permissionSet} from './fake-aws.ts';
import {eligibility} from './fakes.ts';
import {run} from './run.ts';

const account = (id: string, name: string) => ({id, name: untrusted(name), type: 'account'});

test('profiles are shown, agreed to, and added', async () => {
  const at = awsWorld();
  const {code, out, err, questions, added} = await run(['init', 'aws'], {
    world: at,
    terminal: 100,
    yes: true,
  });
  expect(code).toBe(0);
  expect(out).toMatchInlineSnapshot(`
    "[profile prod-data-operator]
    credential_process = "/usr/bin/node" "/opt/stint/dist/stint.js" creds aws-operator-prod-data --format process --profile default
    region = eu-west-1
    "
  `);
  expect(questions).toEqual(['Add this profile to /home/ada/.aws/config?']);
  expect(added).toMatchObject([{name: 'prod-data-operator'}]);
  expect(added[0]?.lines).toEqual([
    [
      'credential_process',
      '"/usr/bin/node" "/opt/stint/dist/stint.js" creds aws-operator-prod-data --format process --profile default',
    ],
    ['region', 'eu-west-1'],
  ]);
  expect(err).toContain('Added this profile to /home/ada/.aws/config.');
});

test.each([
  {name: 'declined', argv: [], setting: {terminal: 80, yes: false}, code: 2},
  {name: 'a dry run', argv: ['--dry-run'], setting: {}, code: 0},
  {name: 'nobody to ask', argv: [], setting: {}, code: 64},
])('$name writes nothing', async ({argv, setting, code}) => {
  const ran = await run(['init', 'aws', ...argv], {world: awsWorld(), ...setting});
  expect(ran.code).toBe(code);
  expect(ran.added).toEqual([]);
});

test('names that are there stay as they are', async () => {
  const at = awsWorld();
  const {code, err, added} = await run(['init', 'aws', '--yes'], {
    world: at,
    profiles: ['prod-data-operator'],
  });
  expect(code).toBe(0);
  expect(added).toEqual([]);
  expect(err).toContain('prod-data-operator is in /home/ada/.aws/config already and stays as it is.');
});

test('accounts that share a name are told apart by their ids', async () => {
  const at = awsWorld();
  at.aws.eligibilities = [
    permissionSet('Operator', 'Prod Data', {id: 'aws-1', scope: account('111111111111', 'Prod Data')}),
    permissionSet('Operator', 'prod-data', {id: 'aws-2', scope: account('222222222222', 'prod-data')}),
    permissionSet('Über/Admin', 'Prod Data', {id: 'aws-3', scope: account('111111111111', 'Prod Data')}),
    permissionSet('監査', '監査', {id: 'aws-4', scope: account('333333333333', '監査')}),
  ];
  const {added} = await run(['init', 'aws', '--yes'], {world: at});
  expect(added.map(({name}) => name).sort()).toEqual([
    '333333333333',
    'prod-data-111111111111-operator',
    'prod-data-222222222222-operator',
    'prod-data-uber-admin',
  ]);
});

test('only roles of AWS have profiles', async () => {
  const at = awsWorld();
  at.azure.eligibilities = [eligibility('Reader', 'prod')];
  expect((await run(['init', 'aws', 'Reader@prod', '--yes'], {world: at})).code).toBe(1);
  expect((await run(['init', 'aws', 'Operator', '--yes'], {world: at})).added).toHaveLength(1);
});

/** As Python's `shlex.split` and sh read a line of plain, double-quoted and single-quoted words. */
function words(line: string): readonly string[] {
  const word = /(?:"([^"\\$`]*)"|'([^']*)'|\\(.)|([^\s"'\\$`;&|<>()*?#~]+))/y;
  const out: string[] = [];
  let now: string | undefined;
  for (let at = 0; at < line.length; ) {
    if (line[at] === ' ') {
      if (now !== undefined) out.push(now);
      [now, at] = [undefined, at + 1];
      continue;
    }
    word.lastIndex = at;
    const found = word.exec(line);
    if (found === null) throw new Error(`unquoted at ${at}: ${line}`);
    now = (now ?? '') + (found[1] ?? found[2] ?? found[3] ?? found[4] ?? '');
    at = word.lastIndex;
  }
  return now === undefined ? out : [...out, now];
}

test('whatever our path is, shlex and sh read it as it is, or nothing is written', async () => {
  const path = fc
    .array(
      fc.oneof(fc.constantFrom(...'\'"$`\\ ;#&|<>()*?~!=%'), fc.string({minLength: 1, unit: 'grapheme'})),
    )
    .map(parts => `/opt/${parts.join('')}`);
  await fc.assert(
    fc.asyncProperty(path, async script => {
      const {code, added} = await run(['init', 'aws', '--yes'], {
        world: awsWorld(),
        self: ['/usr/bin/node', script],
      });
      const [process] = added[0]?.lines ?? [];
      if (code === 0)
        expect(words(process?.[1] ?? '').slice(0, 3)).toEqual(['/usr/bin/node', script, 'creds']);
      else expect(added).toEqual([]);
      expect(code === 0).toBe(!/\p{Cc}|\s[#;]/u.test(script));
    }),
    {numRuns: 60, examples: [['/opt/a #b.js'], ['/opt/a ;b.js'], ['/opt/a\nb.js']]},
  );
});

test('on Windows paths stand in double quotes', async () => {
  const self = ['C:\\Program Files\\nodejs\\node.exe', 'C:\\Users\\Ada\\stint.js'];
  const {added} = await run(['init', 'aws', '--yes'], {world: awsWorld(), self, platform: 'win32'});
  expect(added[0]?.lines[0]?.[1]).toMatch(
    /^"C:\\Program Files\\nodejs\\node\.exe" "C:\\Users\\Ada\\stint\.js" creds /,
  );
});
