import {describe, expect, test} from 'vitest';
import {awsScene, keysOf} from './aws-scene.ts';
import type {Keys} from './aws-support.ts';
import {hour, minute, visit} from './support.ts';

const on = awsScene();

describe('the console', () => {
  const ask = (query: Readonly<Record<string, string>>) =>
    visit(`${on.cloud.origins.signin}/federation?${new URLSearchParams(query)}`);
  const session = ({accessKeyId, secretAccessKey, sessionToken = ''}: Keys) =>
    JSON.stringify({sessionId: accessKeyId, sessionKey: secretAccessKey, sessionToken});
  const token = (as: Keys, change: object = {}) =>
    ask({Action: 'getSigninToken', Session: session(as), ...change});
  const Destination = 'https://eu-west-1.console.aws.amazon.com/';

  test('takes a sign-in token for a quarter of an hour', async () => {
    const {body} = await token(on.keys, {SessionDuration: '3600'});
    const login = () => ask({Action: 'login', Issuer: 'stint', Destination, SigninToken: body.SigninToken});
    const reply = await login();
    expect([reply.status, reply.headers.get('location')]).toEqual([302, Destination]);
    on.cloud.clock.advance(15 * minute);
    expect((await login()).status).toBe(400);
    expect((await ask({Action: 'login', Destination, SigninToken: 'made up'})).status).toBe(400);
  });

  test('refuses what is no role session, and lengths that are out of bounds', async () => {
    expect((await token(on.keys, {SessionDuration: '899'})).status).toBe(400);
    expect((await token(on.keys, {SessionDuration: '43201'})).status).toBe(400);
    expect((await token({...on.keys, secretAccessKey: 'wrong'})).status).toBe(400);
    expect((await token(on.userKeys())).status).toBe(400);
    const chained = keysOf((await on.assume()).Credentials);
    expect((await token(chained, {SessionDuration: '900'})).status).toBe(400);
    expect((await token(chained)).status).toBe(200);
    on.cloud.clock.advance(hour);
    expect((await token(on.keys)).status).toBe(400);
  });
});
