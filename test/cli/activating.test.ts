import {expect, test} from 'vitest';
import {activeFor, eligibility, NOON, POLICY, pending, refused, type World, world} from './fakes.ts';
import {run} from './run.ts';

const reader = eligibility('Reader', 'prod');
const owner = eligibility('Owner', 'prod');

function office(...answers: World['azure']['answers']): World {
  const at = world();
  at.azure.eligibilities = [reader, owner];
  at.azure.answers = answers;
  return at;
}

const because = ['--justification', 'INC-1'];

test('a role that is active at once', async () => {
  const at = office(activeFor(reader));
  const {code, out, err} = await run(['activate', 'Reader@prod', '--duration', '30m', ...because], {
    world: at,
  });
  expect(code).toBe(0);
  expect(out).toMatchInlineSnapshot(`
    "  STATE   ROLE    SCOPE  ENDS   LEFT
      active  Reader  prod   12:30  30 min
    "
  `);
  expect(err).toMatchInlineSnapshot(`
    "Reader on prod: asked
    Reader on prod: active until 12:30
    Azure: ended by the cloud; access can outlive the end by up to 10 min.
    "
  `);
  expect(at.azure.sent[0]?.request).toMatchObject({duration: 1800, justification: 'INC-1'});
  expect(at.closed).toBe(1);
});

test('--json is the document, and the story stays on stderr', async () => {
  const {code, out, err} = await run(['--json', 'activate', 'Reader@prod', ...because], {
    world: office(pending('provisioning'), activeFor(reader)),
  });
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    kind: 'activations',
    items: [
      {
        eligibilityId: reader.id,
        state: 'active',
        problem: null,
        requestId: 'id-1',
        grant: {secondsLeft: 3599},
      },
    ],
    problems: [],
  });
  expect(err).toMatchInlineSnapshot(`
    "Reader on prod: asked
    Reader on prod: accepted, being set up
    Reader on prod: active until 13:00
    "
  `);
});

test.each([
  {name: 'approval, nobody there', answers: [pending('pending-approval', 'Grace')], args: [], code: 81},
  {
    name: 'approval, waited for',
    answers: [pending('pending-approval', 'Grace')],
    args: ['--wait=1m'],
    code: 82,
  },
  {
    name: 'approval given',
    answers: [pending('pending-approval'), activeFor(reader)],
    args: ['--wait'],
    code: 0,
  },
  {name: 'not waiting', answers: [pending('provisioning')], args: ['--no-wait'], code: 81},
  {name: 'provisioning for ever', answers: [pending('provisioning')], args: [], code: 82},
  {name: 'refused', answers: [refused({code: 'not-eligible'})], args: [], code: 77},
  {name: 'throttled', answers: [refused({code: 'throttled', retryAfterSeconds: 3})], args: [], code: 75},
  {name: 'already active', answers: [refused({code: 'already-active', endsAt: NOON})], args: [], code: 0},
  {name: 'already asked for', answers: [refused({code: 'request-pending'})], args: [], code: 81},
] as const)('exit code: $name', async ({answers, args, code}) => {
  const ran = await run(['activate', 'Reader@prod', ...because, ...args], {world: office(...answers)});
  expect(ran.code).toBe(code);
});

test('on a terminal approval is waited for, and the line is rewritten in place', async () => {
  const {code, err} = await run(['activate', 'Reader@prod', ...because, '--color', 'never'], {
    world: office(
      pending('pending-approval', 'Grace H.'),
      pending('pending-approval', 'Grace H.'),
      activeFor(reader),
    ),
    terminal: 80,
  });
  expect(code).toBe(0);
  expect(err).toContain('Reader on prod: waiting for Grace H.\n');
  expect(err).toContain('\u001b[1A\u001b[0J');
});

test.each([
  {name: 'one reached, one failed', second: {code: 'not-eligible'}, code: 80},
  {name: 'one reached, one pending', second: null, code: 81},
] as const)('several: $name', async ({second, code}) => {
  const at = world();
  at.azure.eligibilities = [reader, owner];
  at.azure.answers = [
    intent => {
      if (intent.eligibilityId === reader.id) return activeFor(reader)(intent);
      return second === null ? pending('pending-approval')(intent) : refused(second)();
    },
  ];
  const ran = await run(['activate', 'Reader@prod', 'Owner@prod', ...because, '--json'], {world: at});
  expect(ran.code).toBe(code);
  expect(JSON.parse(ran.out).items).toHaveLength(2);
});

test('what is not clear is not guessed; the rest goes on', async () => {
  const at = office(activeFor(reader));
  const none = await run(['activate', 'prod', ...because], {world: at});
  expect(none.code).toBe(65);
  expect(none.err).toContain(`${owner.id}  Owner@prod`);
  expect(at.azure.sent).toHaveLength(0);
  const some = await run(['activate', 'Reader', 'Nothing', ...because, '--json'], {world: at});
  expect(some.code).toBe(80);
  expect(JSON.parse(some.out)).toMatchObject({items: [{state: 'active'}], problems: [{code: 'not-found'}]});
});

test('a bundle is its roles', async () => {
  const at = office(intent => activeFor(intent.eligibilityId === reader.id ? reader : owner)(intent));
  const app = {...at.app, settings: {bundles: {oncall: ['Reader@prod', 'Owner@prod']}}};
  const {code} = await run(['activate', '@oncall', ...because], {world: {...at, app}});
  expect(code).toBe(0);
  expect(at.azure.sent).toHaveLength(2);
});

test('a missing justification is asked for on a terminal, and named without one', async () => {
  const at = office(activeFor(reader));
  const asked = await run(['activate', 'Reader'], {world: at, terminal: 80, lines: ['INC-7']});
  expect(asked.questions).toEqual(['Justification: ']);
  expect(at.azure.sent[0]?.request.justification).toBe('INC-7');
  for (const setting of [{}, {terminal: 80, env: {CI: 'true'}}, {terminal: 80, env: {STINT_NO_INPUT: '1'}}]) {
    const {code, err, questions} = await run(['activate', 'Reader'], {
      world: office(activeFor(reader)),
      ...setting,
    });
    expect(code).toBe(64);
    expect(questions).toEqual([]);
    expect(err).toContain('--justification');
  }
});

test('a default duration is shortened and said; an explicit one is refused with the maximum', async () => {
  const at = office(activeFor(reader));
  at.azure.policyOf = () => ({...POLICY, maxDuration: 1800});
  const short = await run(['activate', 'Reader', ...because], {world: at});
  expect(short.code).toBe(0);
  expect(short.err).toContain('Reader on prod allows 30 min at most: asking for that instead of 1 h.');
  const refusedOne = await run(['activate', 'Reader', '--duration', '4h', ...because], {world: at});
  expect(refusedOne.code).toBe(77);
  expect(refusedOne.out).toBe('');
  expect(refusedOne.err).toMatchInlineSnapshot(`
    "stint: Reader on prod: 4 h is longer than this role allows; 30 min is the most.
           Ask for --duration 30m or less
    "
  `);
  expect(at.azure.sent).toHaveLength(1);
});
