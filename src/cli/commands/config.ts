import {safeJson, visible} from '../../core/untrusted.ts';
import {usage} from '../argv.ts';
import {commandNamed} from '../command-table.ts';
import {settingsDocument} from '../documents/settings.ts';
import {type Call, isOn, textFlag} from '../flags.ts';
import {writeResult} from '../output/write-result.ts';
import type {Session} from '../session.ts';

/** `stint config get [NAME]`: plain text for one plain value, JSON for anything deeper. */
export async function configGet(session: Session, call: Call): Promise<number> {
  const store = await session.host.settings();
  const [name] = call.operands;
  const value = name === undefined ? await store.read() : await store.get(name);
  const document = () => settingsDocument(name === undefined ? {...(value as object)} : {[name]: value});
  await writeResult(session, {document, text: () => valueText(value), problems: []});
  return 0;
}

/** `stint config set NAME VALUE`: the value is JSON where that fits the setting, else the text itself. */
export async function configSet(session: Session, call: Call): Promise<number> {
  const secret = textFlag(call, 'secret');
  if (secret !== undefined) return (await import('./config-secret.ts')).setSecret(session, call, secret);
  const [name, text] = call.operands;
  if (name === undefined || text === undefined || isOn(call, 'forget'))
    throw usage(NEEDED, commandNamed('config set'));
  const store = await session.host.settings();
  await store.set(name, text);
  const value = await store.get(name);
  await writeResult(session, {
    document: () => settingsDocument({[name]: value}),
    text: () => '',
    problems: [],
  });
  session.notes.note(`${visible(name)} is ${valueText(value).trim()} now.`);
  return 0;
}

const NEEDED = 'config set takes a name and a value, or --secret NAME.';

/** `stint config path`. */
export async function configPath(session: Session): Promise<number> {
  const {path} = await session.host.settings();
  const text = () => `${visible(path)}\n`;
  await writeResult(session, {document: () => settingsDocument({path}), text, problems: []});
  return 0;
}

/** `stint config schema`: the same as `stint schema config`. */
export async function configSchema(session: Session): Promise<number> {
  return (await import('./schema.ts')).writeSchema(session, 'config');
}

function valueText(value: unknown): string {
  if (value === undefined || value === null) return '';
  return `${typeof value === 'string' ? visible(value) : safeJson(value, 2)}\n`;
}
