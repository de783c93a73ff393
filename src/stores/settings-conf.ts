import {basename, dirname, extname} from 'node:path';
import type Conf from 'conf';
import type {Trouble} from '../core/problem.ts';
import {attempt} from './folder.ts';
import {refused, unknownSetting} from './settings-file.ts';
import {shapeOf} from './settings-name.ts';
import {SETTINGS_SCHEMA} from './settings-schema.ts';
import {withSignalsKept} from './signals-kept.ts';

type Plain = Readonly<Record<string, unknown>>;
type Store = Conf<Record<string, unknown>>;

/**
 * `conf` over the file, loaded at need: it costs more than all else of a start (design 4). `found` is what the file
 * holds, read by us, so that the verdict is on exactly those bytes; `beforeWriting` sees what has passed the schema.
 * Throws `misconfigured` naming the first key that the schema refuses.
 */
export async function openConf(
  path: string,
  found: Plain,
  beforeWriting: (next: Plain) => void,
): Promise<Store> {
  const {default: Conf} = await withSignalsKept(() => import('conf'));
  return judged(
    () =>
      new Conf<Record<string, unknown>>({
        cwd: dirname(path),
        configName: basename(path, extname(path)),
        configFileMode: 0o600,
        accessPropertiesByDotNotation: false,
        clearInvalidConfig: false,
        schema: SETTINGS_SCHEMA.properties as never,
        rootSchema: {additionalProperties: false},
        ajvOptions: {allowUnionTypes: true},
        deserialize: () => structuredClone(found) as Record<string, unknown>,
        serialize: value => {
          beforeWriting(value);
          return `${JSON.stringify(value, null, 2)}\n`;
        },
      }),
  );
}

/** Replaces the whole file, atomically, once the schema has accepted all of it. */
export function replaceAll(path: string, conf: Store, next: Plain): void {
  attempt(path, () =>
    judged(() => {
      conf.store = next as Record<string, unknown>;
    }),
  );
}

function judged<T>(work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    throw violation(thrown) ?? thrown;
  }
}

/** conf tells violations as text only: `Config schema violation: \`a/b\` must be string; …`. */
const VIOLATION = /^Config schema violation: `([^`]*)` ([^;]*)/;

function violation(thrown: unknown): Trouble | undefined {
  const [, path = '', rule = ''] = VIOLATION.exec(thrown instanceof Error ? thrown.message : '') ?? [];
  if (rule === '') return undefined;
  const setting = path.replaceAll('.', '\\.').replaceAll('/', '.');
  if (rule.startsWith('must NOT have additional')) return unknownSetting(setting);
  return refused(setting, `it ${rule}${choicesOf(setting)}`);
}

function choicesOf(setting: string): string {
  try {
    const choices = shapeOf(setting).enum;
    return choices === undefined ? '' : `: ${choices.join(', ')}`;
  } catch {
    return '';
  }
}
