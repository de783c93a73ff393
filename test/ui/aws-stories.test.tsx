import {cleanup, render} from 'ink-testing-library';
import {afterEach, describe, expect, test} from 'vitest';
import {untrusted} from '../../src/core/untrusted.ts';
import type {Loop} from '../../src/ui/loop.ts';
import {Root} from '../../src/ui/root.tsx';
import {type AwsWorld, awsRole, awsWorld, permissionSet} from '../usecases/aws-world.ts';
import {all} from '../usecases/fake-cloud.ts';
import {policy} from '../usecases/samples.ts';
import {loopOver, type ScreenWorld, screenWorld} from './world.ts';

const loops: Loop[] = [];
afterEach(async () => {
  cleanup();
  for (const loop of loops.splice(0)) await loop.close();
});

const INHERITED = {
  SHELL: '/usr/bin/fish',
  AWS_PROFILE: 'somebody-else',
  AWS_SESSION_TOKEN: 'old',
  STINT_PASSPHRASE_FILE: '/p',
};

async function open(fake: AwsWorld, choices: Parameters<typeof screenWorld>[0] = {}) {
  const on: ScreenWorld = screenWorld({fake, env: INHERITED, ...choices});
  const loop = loopOver(on);
  loops.push(loop);
  const screen = render(<Root loop={loop} />);
  const settle = async () => {
    for (let i = 0; i < 5; i += 1) await on.clock.turn(0);
  };
  await settle();
  const press = async (...keys: readonly string[]) => {
    for (const key of keys) {
      screen.stdin.write(key);
      await settle();
    }
  };
  return {on, loop, press, frame: () => screen.lastFrame() ?? ''};
}

const ENTER = '\r';
const TAB = '\t';

describe('a loan on the screen', () => {
  const lent = async (choices: Parameters<typeof screenWorld>[0] = {}) => {
    const fake = awsWorld();
    fake.sets.eligiblePages = all(permissionSet());
    const app = await open(fake, choices);
    await app.press(ENTER, 'look at the backups', ENTER);
    return {...app, fake};
  };

  test('is opened, handed over by a line, and ended', async () => {
    const {on, fake, press, frame} = await lent();
    expect(frame()).toContain('is active until 13:00.');
    expect(fake.sets.sent).toHaveLength(1);
    await press('c');
    expect(on.copied).toEqual([`stint creds ${permissionSet().id} --format fish | source`]);
    await press('d', 'y');
    expect(frame()).toContain('Credentials already handed out work until 13:00.');
    expect(fake.loans.loans.size).toBe(0);
  });

  test('a shell holds its credentials, and nothing that was inherited', async () => {
    const {on, press, frame} = await lent({shellEnds: 2});
    await press('x');
    const [shell] = on.shells;
    expect(shell?.env).toMatchObject({
      AWS_ACCESS_KEY_ID: 'ASIA1',
      AWS_SECRET_ACCESS_KEY: 'key',
      AWS_SESSION_TOKEN: 'token',
      AWS_CREDENTIAL_EXPIRATION: '2026-11-22T13:00:00Z',
      AWS_REGION: 'eu-west-1',
      SHELL: '/usr/bin/fish',
    });
    expect(Object.keys(shell?.env ?? {})).not.toContain('AWS_PROFILE');
    expect(Object.keys(shell?.env ?? {})).not.toContain('STINT_PASSPHRASE_FILE');
    expect(shell?.greeting).toBe(
      'stint: Operator on Production until 13:00Z; leave with exit\nstint: the shell goes on after that, its credentials do not',
    );
    expect(frame()).toContain('The shell has ended with 2.');
    expect(frame()).toContain('goes on until 13:00: d ends it.');
    expect(frame()).not.toContain('token');
  });

  test('the shell’s greeting shows what an account is called, and does not do it', async () => {
    const fake = awsWorld();
    const hostile = untrusted('pr\u001b[2Jod\u202e\n#');
    const scope = {...permissionSet().scope, name: hostile};
    fake.sets.eligiblePages = all(permissionSet({name: hostile, scope}));
    const {on, press} = await open(fake);
    await press(ENTER, 'why', ENTER, 'x');
    const [, first = ''] = /^stint: (.*) until 13:00Z/.exec(on.shells[0]?.greeting ?? '') ?? [];
    expect(first).toBe('pr\\u{1b}[2Jod\\u{202e} # on pr\\u{1b}[2Jod\\u{202e} #');
  });

  test('a shell is told no later end than the loan’s', async () => {
    const fake = awsWorld();
    fake.sets.eligiblePages = all(permissionSet());
    fake.sets.session = 12 * 3_600_000;
    const {on, press, frame} = await open(fake);
    await press(ENTER, 'why', ENTER);
    expect(frame()).toContain('credentials until');
    await press('x');
    expect(on.shells[0]?.env.AWS_CREDENTIAL_EXPIRATION).toBe('2026-11-22T13:00:00Z');
  });

  test('one that another process has ended opens no shell, and says so', async () => {
    const {on, fake, press, frame} = await lent();
    for (const id of fake.loans.loans.keys()) await fake.loans.end(id);
    await press('x');
    expect(on.shells).toEqual([]);
    expect(frame()).toContain('is not active');
  });
});

test('a role that asks for a code gets it with the call', async () => {
  const fake = awsWorld();
  fake.roles.eligiblePages = all(awsRole());
  fake.roles.policy = async () => policy({maxDuration: 3600}, {justification: true, mfa: true});
  const {press} = await open(fake);
  await press(ENTER, 'why', TAB, '123456', ENTER);
  expect(fake.roles.sent.map(({mfaCode}) => mfaCode?.reveal())).toEqual(['123456']);
  expect(JSON.stringify(fake.roles.sent)).not.toContain('123456');
});
