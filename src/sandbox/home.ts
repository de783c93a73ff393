import {chmod, mkdir, mkdtemp, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {awsEnvironment, awsKinds, awsSettings} from './aws/home.ts';
import {writeEmergencyUser} from './emergency-user.ts';
import type {PracticeCloud} from './index.ts';
import {ladderOf} from './ladder.ts';

export interface PracticeHome {
  /** To be put into the environment of whoever is to use the practice cloud. */
  readonly env: Record<string, string>;
}

/**
 * Writes `config.json`, `ca.pem` and, where there are emergency users, `emergency-user.txt` into `directory` (0700, files
 * 0600): a profile that knows only this cloud, and a ladder of emergency roles.
 * The token store is plaintext by name: practice tokens are worth nothing, and the real keyring is not to be touched.
 */
export async function writePracticeHome(cloud: PracticeCloud, directory: string): Promise<PracticeHome> {
  const trusted = join(directory, 'ca.pem');
  await makeFolder(directory);
  await chmod(directory, 0o700);
  await writeFile(join(directory, 'config.json'), `${JSON.stringify(configOf(cloud), null, 2)}\n`, {
    mode: 0o600,
  });
  await writeFile(trusted, cloud.ca, {mode: 0o600});
  await writeEmergencyUser(cloud, directory);
  return {
    env: {
      ...{STINT_HOME: directory, NODE_EXTRA_CA_CERTS: trusted, STINT_TOKEN_STORE: 'plaintext'},
      ...awsEnvironment(cloud, directory),
    },
  };
}

/** With what is missing above it, each step once: Node's recursive `mkdir` turns round for ever in some places (/proc). */
async function makeFolder(directory: string): Promise<void> {
  const isThere = await stat(directory).then(
    () => true,
    () => false,
  );
  if (isThere || dirname(directory) === directory) return;
  await makeFolder(dirname(directory));
  await mkdir(directory, {mode: 0o700});
}

function configOf(cloud: PracticeCloud): object {
  const {origins, tenantId, clientId} = cloud;
  const aws = awsSettings(cloud);
  const ladder = ladderOf(cloud.organisation);
  return {
    profiles: {
      default: {
        kinds: ['azure-resource', 'entra-role', 'entra-group', ...(aws === null ? [] : awsKinds)],
        entra: {tenantId, clientId, cloud: 'lab', flow: 'device'},
        ...(aws === null ? {} : {aws}),
      },
    },
    clouds: {
      lab: {authorityHost: origins.login, armEndpoint: origins.arm, graphEndpoint: origins.graph},
    },
    ...(ladder.length === 0 ? {} : {breakGlass: {ladder}}),
  };
}

/** A new folder under the system's temporary one; whoever asked for it removes it. */
export function practiceHomeDirectory(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'stint-practice-'));
}
