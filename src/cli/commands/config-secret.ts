import {Trouble} from '../../core/problem.ts';
import {Secret} from '../../core/secret.ts';
import type {SinkSecretName, SinkSettings} from '../../core/sink.ts';
import {visible} from '../../core/untrusted.ts';
import {forgetSinkSecrets, keepSinkSecret, type SinkSecretParts} from '../../usecases/sink-secret.ts';
import {usage} from '../argv.ts';
import {settingsDocument} from '../documents/settings.ts';
import {type Call, isOn} from '../flags.ts';
import {writeResult} from '../output/write-result.ts';
import type {Session} from '../session.ts';

const NAMES = 'sinks.NAME.url or sinks.NAME.token';

/**
 * `stint config set --secret NAME`: the value comes from stdin, or without echo from a terminal; never from argv, where
 * every process of this machine can read it. `--forget` forgets both secrets of the sink.
 */
export async function setSecret(session: Session, call: Call, name: string): Promise<number> {
  if (call.operands.length > 0)
    throw usage('A secret is never taken from the command line: it is read from stdin, or asked for.');
  const [sink, part] = await meant(session, name);
  const [secrets, record] = [
    await session.host.sinkSecrets(session.globals.profile),
    await session.host.record(),
  ];
  const parts = {secrets, record, clock: session.host.clock, profile: session.globals.profile};
  if (isOn(call, 'forget')) return forget(session, parts, sink);
  await keepSinkSecret(parts, sink, part, await asked(session, sink, part));
  return said(session, name, true, `${visible(name)} is set.`);
}

async function forget(session: Session, parts: SinkSecretParts, sink: string): Promise<number> {
  await forgetSinkSecrets(parts, sink);
  return said(
    session,
    `sinks.${sink}`,
    false,
    `The address and the token of ${visible(sink)} are forgotten.`,
  );
}

/** The document says whether it is there, and nothing of what it is. */
async function said(session: Session, name: string, isSet: boolean, words: string): Promise<number> {
  const document = () => settingsDocument({[name]: {isSet}});
  await writeResult(session, {document, text: () => '', problems: []});
  session.notes.note(words);
  return 0;
}

async function meant(session: Session, name: string): Promise<readonly [string, SinkSecretName]> {
  const found = /^sinks\.(.+)\.(url|token)$/.exec(name);
  const [, sink = '', part] = found ?? [];
  if (part !== 'url' && part !== 'token') throw usage(`--secret takes ${NAMES}, not “${visible(name)}”.`);
  const {sinks = []} = await (await session.host.settings()).read();
  const one = sinks.find(each => each.name === sink);
  if (one === undefined) throw unknownSink(sink, sinks);
  if (one.type === 'file' || one.type === 'sentinel')
    throw usage(`The sink “${visible(sink)}” (${one.type}) has no secret: all it needs is in the settings.`);
  return [sink, part];
}

function unknownSink(sink: string, sinks: readonly SinkSettings[]): Trouble {
  const near = sinks.map(({name}) => `sinks.${name}`);
  return new Trouble({code: 'not-found', what: 'setting', asked: `sinks.${sink}`, near});
}

const QUESTIONS: Readonly<Record<SinkSecretName, string>> = {url: 'Address', token: 'Token'};

async function asked({host, mayAsk}: Session, sink: string, part: SinkSecretName): Promise<Secret> {
  if (host.inputIsTty && !mayAsk)
    throw usage(
      'Nobody may be asked for the secret here: give it on stdin, printf %s "$VALUE" | stint config set --secret …',
    );
  const typed = host.inputIsTty
    ? await host.askSecret(`${QUESTIONS[part]} of ${visible(sink)} (it is not shown): `)
    : await host.readInput();
  const text = typed.reveal().trim();
  if (text === '') throw usage('The secret is empty: nothing was changed.');
  return new Secret(text);
}
