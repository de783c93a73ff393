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

/** The first five minutes pass; whoever is to end the role naps a quarter of a minute at most, and looks again. */
async function afterFiveMinutes(stage: Practice): Promise<void> {
  stage.cloud.clock.advance(minutes(6));
  for (let looks = 0; looks < 250 && held(stage) > 0; looks += 1)
    await new Promise(resolve => setTimeout(resolve, 100));
  expect(held(stage)).toBe(0);
}

async function endLines({run}: Practice): Promise<number> {
  const {stdout} = await run('audit', 'show', '--json');
  return JSON.parse(stdout).items.filter((item: {type: string}) => item.type === 'end').length;
}

test('a command runs with the role, and the role ends with it', async () => {
  const stage = await signedIn();
  const app = stage.open({args: [...ASK, '--', 'sh', '-c', 'echo "I am in"; read -r line; exit 5']});
  expect(await app.sees('I am in')).toContain('your identity holds it everywhere');
  expect(held(stage)).toBe(1);
  stage.cloud.clock.advance(minutes(6));
  app.press('return');
  expect((await app.leaves()).code).toBe(5);
  expect(held(stage)).toBe(0);
  expect(await endLines(stage)).toBe(1);
});

test('a command that is killed outright still loses the role', async () => {
  const stage = await signedIn();
  const app = stage.open({args: [...ASK, '--', 'sh', '-c', 'echo "I am in"; read -r line']});
  await app.sees('I am in');
  app.kill('SIGKILL');
  await app.leaves();
  expect(held(stage)).toBe(1);
  await afterFiveMinutes(stage);
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
  expect(stderr).toContain('it was active before; this command does not end it');
  stage.cloud.clock.advance(minutes(6));
  await stage.run('status');
  expect(held(stage)).toBe(1);
});
