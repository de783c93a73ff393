import {isNamedExactly} from '../../core/match.ts';
import type {SettingsStore} from '../../core/ports.ts';
import {type Problem, Trouble} from '../../core/problem.ts';
import {exact, visible} from '../../core/untrusted.ts';
import type {App} from '../../usecases/app.ts';
import {resolveRoles} from '../../usecases/resolve.ts';
import {usage} from '../argv.ts';
import {type Bundle, bundlesDocument} from '../documents/bundles.ts';
import type {Call} from '../flags.ts';
import {table} from '../output/table.ts';
import {writeResult} from '../output/write-result.ts';
import {type Session, withApp} from '../session.ts';

/** `stint bundle list`. */
export async function bundleList(session: Session): Promise<number> {
  const {bundles = {}} = await (await session.host.settings()).read();
  const all = Object.entries(bundles).map(([name, roles]) => ({name, roles}));
  await write(session, all);
  if (all.length === 0 && session.globals.format === 'table')
    session.notes.note('There is no bundle yet: stint bundle add NAME ROLE… makes one.');
  return 0;
}

/** `stint bundle add`: each role must be clear now, so that the bundle can be trusted later. */
export async function bundleAdd(session: Session, call: Call): Promise<number> {
  const [named = '', ...words] = call.operands;
  const name = nameOf(named);
  const odd = words.find(word => word.startsWith('@'));
  if (odd !== undefined) throw usage(`“${odd}” is a bundle: a bundle holds roles, not bundles.`);
  const store = await session.host.settings();
  const added = await withApp(session, {}, app => rolesMeant(session, app, words));
  const roles = await changed(store, name, before => [...new Set([...before, ...added])]);
  await write(session, [{name, roles}]);
  session.notes.note(`Ask for all of it with stint activate @${name}.`);
  return 0;
}

/** `stint bundle remove`: without roles, the whole bundle. */
export async function bundleRemove(session: Session, call: Call): Promise<number> {
  const [named = '', ...words] = call.operands;
  const name = nameOf(named);
  const store = await session.host.settings();
  const before = await rolesIn(store, name);
  if (before === undefined) throw new Trouble(await noSuchBundle(store, name));
  const gone = words.map(word => roleIn(before, word));
  const roles = await changed(store, name, now =>
    words.length === 0 ? [] : now.filter(role => !gone.includes(role)),
  );
  await write(session, roles.length === 0 ? [] : [{name, roles}]);
  if (roles.length === 0) session.notes.note(`There is no bundle ${name} any more.`);
  return 0;
}

/** As the settings take it; the @ that it is asked for with is no part of it. */
function nameOf(named: string): string {
  const name = named.replace(/^@/, '');
  if (/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name)) return name;
  throw usage(
    `“${named}” cannot be the name of a bundle: it is written with letters, digits, “.”, “_” and “-”.`,
  );
}

/** What is an id or `name@scope` is kept as it was typed; what meant one role by less is kept in full. */
async function rolesMeant(session: Session, app: App, words: readonly string[]): Promise<readonly string[]> {
  const meant = (asked: string) => session.deadline.answer(resolveRoles(app, [asked], session.signal));
  const roles: string[] = [];
  const problems: Problem[] = [];
  for (const word of words) {
    const {items, problems: unclear} = await meant(word);
    problems.push(...unclear);
    for (const role of items) {
      const full = `${exact(role.name)}@${exact(role.scope.name)}`;
      const isFull = role.id === word || (word.includes('@') && isNamedExactly(word, role));
      const isOne = isFull || (await meant(full)).items[0]?.id === role.id;
      roles.push(isFull ? word : isOne ? full : role.id);
    }
  }
  const [problem, ...others] = problems;
  for (const other of others) session.notes.problem(other);
  if (problem !== undefined) throw new Trouble(problem);
  return roles;
}

async function rolesIn(store: SettingsStore, name: string): Promise<readonly string[] | undefined> {
  const {bundles = {}} = await store.read();
  return Object.hasOwn(bundles, name) ? bundles[name] : undefined;
}

/** Made of what is there then. A dot in the name is escaped (`SettingsStore.get`). An empty bundle is none. */
async function changed(
  store: SettingsStore,
  name: string,
  by: (roles: readonly string[]) => readonly string[],
): Promise<readonly string[]> {
  let roles: readonly string[] = [];
  await store.change(`bundles.${name.replaceAll('.', '\\.')}`, old => {
    roles = by(Array.isArray(old) ? old.map(String) : []);
    return roles.length === 0 ? undefined : roles;
  });
  return roles;
}

async function noSuchBundle(store: SettingsStore, asked: string): Promise<Problem> {
  const {bundles = {}} = await store.read();
  return {code: 'not-found', what: 'bundle', asked, near: Object.keys(bundles)};
}

/** One that is in it: as it is written there, else the only one that holds these words. */
function roleIn(roles: readonly string[], word: string): string {
  if (roles.includes(word)) return word;
  const found = roles.filter(role => role.toLowerCase().includes(word.toLowerCase()));
  const [only] = found;
  if (only !== undefined && found.length === 1 && word !== '') return only;
  throw new Trouble({code: 'not-found', what: 'role', asked: word, near: found.length > 1 ? found : roles});
}

async function write(session: Session, bundles: readonly Bundle[]): Promise<void> {
  const rows = bundles.map(({name, roles}) => [{text: name}, {text: roles.map(visible).join(', ')}]);
  await writeResult(session, {
    document: () => bundlesDocument(bundles),
    text: () => (rows.length === 0 ? '' : table([{head: 'BUNDLE'}, {head: 'ROLES'}], rows, session.look)),
    problems: [],
  });
}
