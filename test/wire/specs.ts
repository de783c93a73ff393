import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';

/** The official shapes lie beside the repository, not in it: they are other people's data. */
const folderOf = (cloud: 'azure' | 'aws'): string =>
  fileURLToPath(new URL(`../../../shared/specs/${cloud}`, import.meta.url));
const FOLDER = folderOf('azure');

export const hasSpecs: boolean = existsSync(FOLDER);
export const hasAwsSpecs: boolean = existsSync(folderOf('aws'));

if (!hasSpecs || !hasAwsSpecs)
  process.stderr.write('The official API shapes are not beside this checkout; test/wire is left out.\n');

export type Json = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const objectAt = (value: unknown, ...path: readonly string[]): Json => {
  const found = path.reduce<unknown>((at, name) => (isObject(at) ? at[name] : undefined), value);
  return isObject(found) ? found : {};
};

/** A file of the folder, by its path in it. */
export const spec = (path: string): Json => JSON.parse(readFileSync(join(FOLDER, path), 'utf8')) as Json;

/** Paths of the JSON files directly in a folder. */
export const specsIn = (path: string): readonly string[] =>
  readdirSync(join(FOLDER, path))
    .filter(name => name.endsWith('.json'))
    .map(name => `${path}/${name}`);

/** A Smithy model of AWS, as JSON. */
export const awsModel = (name: 'sso-oidc' | 'sso' | 'sts'): Json =>
  JSON.parse(readFileSync(join(folderOf('aws'), `${name}.json`), 'utf8')) as Json;
