import {explain} from '../../core/explain.ts';
import type {Identity} from '../../core/identity.ts';
import type {Actor} from '../../core/intent.ts';
import {problemOf} from '../../core/problem.ts';
import {untrusted} from '../../core/untrusted.ts';
import {findSignIn, nothingFound} from './finding.ts';
import {alone, type Inside, keepRecord, recordOf} from './inside.ts';
import {cliShelves, VAULT, vaultShelf} from './shelves.ts';
import type {SignInRecord} from './sign-in-record.ts';

/** What is known of the sign-in that would be used. */
interface Standing {
  readonly place: string;
  readonly expiresAt: number;
}

/** Who is signed in, from the record and the AWS CLI's files: no network, no prompt, no look into the locked vault. */
export async function identityOf(inside: Inside): Promise<Identity> {
  const {session} = inside;
  const record = await recordOf(inside);
  const vault = await storeOf(inside);
  const standing = (await ownStanding(inside, record, vault)) ?? (await cliStanding(inside));
  const name = userOf(record, standing?.place);
  return {
    ...{provider: 'aws', session: session.name, cloud: session.partition, tenantId: session.startUrl},
    account: name === '' ? null : untrusted(name),
    ...{oid: null, clientId: null, signedIn: standing !== undefined, expiresAt: standing?.expiresAt ?? null},
    tokenStore:
      standing === undefined || standing.place === VAULT ? vault : fileStore(inside, standing.place),
  };
}

/** Our own in the vault, as the record tells it. */
async function ownStanding(
  inside: Inside,
  {own}: SignInRecord,
  {level}: Identity['tokenStore'],
): Promise<Standing | undefined> {
  const {options, session} = inside;
  if (own === null || own.place !== VAULT) return undefined;
  if (Math.max(own.expiresAt, own.renewableUntil ?? 0) <= options.server.now()) return undefined;
  // A vault in memory opens without asking, and the tokens of another process are not in it.
  if (level === 'memory' && (await vaultShelf(options, session).read()) === undefined) return undefined;
  return {place: VAULT, expiresAt: own.expiresAt};
}

async function cliStanding(inside: Inside): Promise<Standing | undefined> {
  const found = await findSignIn(inside, cliShelves(inside.options, inside.session));
  return found === undefined ? undefined : {place: found.shelf.place, expiresAt: found.signIn.expiresAt};
}

/** Without a store there is nothing to protect; the reason is said, and `login` refuses. */
async function storeOf({options}: Inside): Promise<Identity['tokenStore']> {
  try {
    const {level, path, protection} = await options.vault();
    return {level, path, protection};
  } catch (thrown) {
    const problem = problemOf(thrown);
    if (problem.code !== 'misconfigured') throw thrown;
    return {level: 'memory', path: null, protection: explain(problem).title};
  }
}

const fileStore = ({options}: Inside, name: string): Identity['tokenStore'] => ({
  level: 'plaintext',
  path: options.cliSignIns.pathOf(name),
  protection: "the AWS CLI's own file, in plain text: whoever can read this home can use it",
});

/** The name that was learnt of this very sign-in; another one may be another person's. */
const userOf = ({user}: SignInRecord, place: string | undefined): string =>
  user !== null && user.place === place ? user.name : '';

/** Who acts. Nothing is refreshed for it; rejects `signed-out` where nothing could be. */
export async function actorOf(inside: Inside): Promise<Actor> {
  const {options, session} = inside;
  const found = await findSignIn(inside);
  if (found === undefined) throw await nothingFound(inside);
  const account = userOf(found.record, found.shelf.place);
  const authority = new URL(session.endpoints.oidc).origin;
  return {profile: options.profile, authority, tenantId: session.startUrl, oid: '', account};
}

/** Nothing to learn from where nobody is signed in any more. */
export async function learnUserName(inside: Inside, name: string): Promise<void> {
  const found = await findSignIn(inside);
  if (found === undefined || userOf(found.record, found.shelf.place) === name) return;
  const user = {place: found.shelf.place, name};
  await alone(inside, new AbortController().signal, async () =>
    keepRecord(inside, {...(await recordOf(inside)), user}),
  );
}
