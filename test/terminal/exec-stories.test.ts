import {expect, test} from 'vitest';
import {type Practice, practice} from './practice.ts';

const minutes = (count: number): number => count * 60_000;
const ROLE = {
  kind: 'azure-resource',
  role: 'Contributor',
  scope: 'prod-payments',
  maxDuration: 'PT8H',
} as const;
const ASK = ['exec', 'Contributor', '--duration', '1h', '--justification', 'INC-7'] as const;

/** A variable `CI` would make the command wait for the end itself; nobody has set it here. */
async function signedIn(): Promise<Practice> {
  const stage = await practice();
  stage.cloud.organisation.eligible(ROLE);
  await stage.signIn();
  return stage;
}

const held = ({cloud}: Practice) => cloud.organisation.active.length;

/** The cloud's clock is turned until it has come true, or the test's own patience is over. */
async function until(stage: Practice, holds: () => boolean): Promise<void> {
  for (let looks = 0; looks < 200 && !holds(); looks += 1) {
    stage.cloud.clock.advance(minutes(1));
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  expect(holds()).toBe(true);
}

async function endLines({run}: Practice): Promise<number> {
  const {stdout} = await run('audit', 'show', '--json');
  return JSON.parse(stdout).items.filter((item: {type: string}) => item.type === 'end').length;
}

test('a command runs with the role, and the role ends after it as soon as the cloud lets it', async () => {
  const stage = await signedIn();
  const app = stage.open({args: [...ASK, '--', 'sh', '-c', 'echo "I am in"; exit 5']});
  await app.sees('I am in');
  expect(await app.sees(/ends? .*\d\d:\d\d/)).toContain('Contributor');
  expect((await app.leaves()).code).toBe(5);
  expect(held(stage)).toBe(1);
  await until(stage, () => held(stage) === 0);
});

test('a command that is killed outright still loses the role', async () => {
  const stage = await signedIn();
  const app = stage.open({args: [...ASK, '--', 'sh', '-c', 'echo "I am in"; read -r line']});
  await app.sees('I am in');
  app.kill('SIGKILL');
  await app.leaves();
  expect(held(stage)).toBe(1);
  await until(stage, () => held(stage) === 0);
  // The line is written after the cloud's answer, by a process that nobody here waits for.
  let ends = 0;
  for (let looks = 0; looks < 50 && ends === 0; looks += 1) ends = await endLines(stage);
  expect(ends).toBe(1);
});

test('a role that was active before stays', async () => {
  const stage = await signedIn();
  await stage.run('activate', 'Contributor', '--justification', 'before');
  const {code, stderr} = await stage.run(...ASK, '--', 'sh', '-c', 'exit 3');
  expect(code).toBe(3);
  expect(stderr).toContain('it was active before, and stays');
  stage.cloud.clock.advance(minutes(6));
  await stage.run('status');
  expect(held(stage)).toBe(1);
});
