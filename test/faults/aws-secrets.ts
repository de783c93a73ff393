import {readdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect} from 'vitest';
import {Secret} from '../../src/core/secret.ts';
import type {AwsScene} from './aws-scene.ts';

/** Where secrets belong: the token store, and the AWS CLI's own files. */
const THEIR_PLACE = /(^|\/)(tokens|aws\/sso\/cache)\//;
const SECRET_FIELD =
  /\\?"(?:secretAccessKey|sessionToken|accessToken|refreshToken|clientSecret)\\?":\s*\\?"([^"\\]{8,})/g;

/** No secret of this machine was told, nor lies in any file but those that are for secrets. */
export async function keptQuiet(scene: AwsScene): Promise<void> {
  const files = await filesOf(scene.home);
  const secrets = new Set([...issuedIn(scene), ...files.flatMap(secretsIn)]);
  const told = JSON.stringify(scene.tale.told, (_, value: unknown) =>
    value instanceof Secret ? '***' : value,
  );
  const said = [{name: 'what was told', text: told}, ...files.filter(({name}) => !THEIR_PLACE.test(name))];
  for (const {name, text} of said)
    for (const secret of secrets) expect(text.includes(secret), `a secret is in ${name}`).toBe(false);
}

interface File {
  readonly name: string;
  readonly text: string;
}

async function filesOf(home: string): Promise<readonly File[]> {
  const found = await readdir(home, {recursive: true, withFileTypes: true});
  const paths = found.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name));
  return Promise.all(
    paths.map(async path => ({name: path.slice(home.length), text: await readFile(path, 'latin1')})),
  );
}

const secretsIn = ({name, text}: File): readonly string[] =>
  THEIR_PLACE.test(name) ? [...text.matchAll(SECRET_FIELD)].map(([, secret = '']) => secret) : [];

const issuedIn = ({house, since}: AwsScene): readonly string[] =>
  house.cloud.organisation.aws.issuedSessions
    .slice(since.issued)
    .flatMap(({secretAccessKey, sessionToken}) => [secretAccessKey, sessionToken]);
