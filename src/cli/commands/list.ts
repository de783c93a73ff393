import type {Eligibility} from '../../core/eligibility.ts';
import {isKind, KINDS, type Kind} from '../../core/kind.ts';
import {inPlaceOrder} from '../../core/order.ts';
import type {Problem} from '../../core/problem.ts';
import {exact} from '../../core/untrusted.ts';
import type {App} from '../../usecases/app.ts';
import {list} from '../../usecases/list.ts';
import type {Reading, Source} from '../../usecases/story.ts';
import {withPolicies} from '../../usecases/with-policies.ts';
import {usage} from '../argv.ts';
import {eligibilitiesDocument} from '../documents/eligibilities.ts';
import {type Call, isOn, listFlag, textFlag} from '../flags.ts';
import {eligibilityTable} from '../output/eligibility-table.ts';
import {writeResult} from '../output/write-result.ts';
import {exitCodeOfReading, readSources} from '../read-sources.ts';
import {sayAge} from '../say-age.ts';
import {sayCatchUp} from '../say-catch-up.ts';
import {type Session, withApp} from '../session.ts';

/** `stint list`. */
export async function listEligibilities(session: Session, call: Call): Promise<number> {
  const kinds = kindsAsked(call);
  const source = sourceAsked(call);
  return withApp(session, {}, async app => {
    const caughtUp = source === 'cached' ? Promise.resolve() : sayCatchUp(session, app);
    const sources = app.providers.map(one => one.kind).filter(kind => kinds?.includes(kind) ?? true);
    const events = list(app, {kinds, source}, session.signal);
    const [reading] = await Promise.all([readSources(session, sources, events), caughtUp]);
    return answer(session, app, reading, call, notSources(kinds, sources));
  });
}

async function answer(
  session: Session,
  app: App,
  reading: Reading<Eligibility>,
  call: Call,
  more: readonly Problem[],
): Promise<number> {
  const code = exitCodeOfReading(reading, more);
  const found = inPlaceOrder(reading.items.filter(item => hasWords(item, textFlag(call, 'search') ?? '')));
  const items = isOn(call, 'policies') ? await withPolicies(app, found, session.signal) : found;
  const problems = [...reading.problems, ...more];
  const text = () => (items.length === 0 ? '' : eligibilityTable(items, session.look));
  await writeResult(session, {document: () => eligibilitiesDocument(items, problems), text, problems});
  if (items.length === 0 && session.globals.format === 'table') sayNone(session, reading, call);
  if (isOn(call, 'cached')) sayAge(session, app, reading.oldest);
  else sayUnknown(session, call, items);
  return code;
}

function kindsAsked(call: Call): readonly Kind[] | undefined {
  const asked = listFlag(call, 'kind');
  const odd = asked.find(kind => !isKind(kind));
  if (odd !== undefined) throw usage(`--kind “${odd}” is no kind. These are: ${KINDS.join(', ')}.`);
  return asked.length === 0 ? undefined : asked.filter(isKind);
}

function sourceAsked(call: Call): Source {
  for (const other of ['refresh', 'policies'])
    if (isOn(call, 'cached') && isOn(call, other)) throw usage(`--cached and --${other} cannot both be had.`);
  if (isOn(call, 'cached')) return 'cached';
  return isOn(call, 'refresh') ? 'fresh' : 'recent';
}

/** A kind that was asked for by name and has no source must not look like a kind without roles. */
function notSources(kinds: readonly Kind[] | undefined, sources: readonly Kind[]): readonly Problem[] {
  const missing = (kinds ?? []).filter(kind => !sources.includes(kind));
  return [...new Set(missing)].map(kind => ({
    code: 'unsupported',
    reason: `${kind} is no source of this profile.`,
    nextSteps: ['See the profile’s kinds with stint config get'],
    provider: kind,
  }));
}

function hasWords(item: Eligibility, search: string): boolean {
  if (search === '') return true;
  const text = [exact(item.name), exact(item.scope.name), item.scope.id, item.kind, item.id]
    .join(' ')
    .toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every(word => text.includes(word));
}

function sayUnknown(session: Session, call: Call, items: readonly Eligibility[]): void {
  if (session.globals.format !== 'table' || isOn(call, 'policies')) return;
  if (items.some(item => item.requires.justification === null))
    session.notes.note('What is marked ? has not been looked at yet: --policies reads it.');
}

function sayNone(session: Session, reading: Reading<Eligibility>, call: Call): void {
  const isSearched = textFlag(call, 'search') !== undefined && reading.items.length > 0;
  const none = isSearched ? 'Nothing has all these words' : 'There is nothing you may become';
  session.notes.note(reading.problems.length > 0 ? `${none} where we could look.` : `${none}.`);
}
