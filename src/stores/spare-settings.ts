import {Trouble} from '../core/problem.ts';
import type {Settings} from '../core/settings.ts';
import type {Places} from './places.ts';
import {checkSettings} from './settings.ts';
import {parseSettings, settingsText} from './settings-file.ts';
import {partsOf} from './settings-name.ts';

export interface SpareSettings {
  readonly settings: Settings;
  /** What was left out because it is refused, each in words. */
  readonly refused: readonly string[];
}

type Plain = Readonly<Record<string, unknown>>;

/**
 * The settings less what is refused, for an emergency: one wrong word must not lock the way out. A section that is refused
 * is left out whole, and of the ladder only the rung that is. Throws `misconfigured` where the file is no JSON object or
 * not ours, and for what else is wrong with `breakGlass` itself.
 */
export async function readSpareSettings({
  configFile: path,
}: Pick<Places, 'configFile'>): Promise<SpareSettings> {
  const text = settingsText(path);
  let found = text === undefined ? {} : parseSettings(path, text);
  const refused: string[] = [];
  for (;;) {
    const fault = await faultOf(path, found);
    if (fault === undefined) return {settings: found as Settings, refused};
    const less = without(found, partsOf(fault.setting));
    if (less === undefined) throw fault.trouble;
    refused.push(`${fault.setting}: ${fault.reason}`);
    found = less;
  }
}

interface Fault {
  readonly setting: string;
  readonly reason: string;
  readonly trouble: Trouble;
}

async function faultOf(path: string, found: Plain): Promise<Fault | undefined> {
  try {
    await checkSettings(path, found);
    return undefined;
  } catch (thrown) {
    if (!(thrown instanceof Trouble) || thrown.problem.code !== 'misconfigured') throw thrown;
    const {setting = '', reason} = thrown.problem;
    return {setting, reason, trouble: thrown};
  }
}

/** `undefined`: nothing can be left out that would help. */
function without(found: Plain, [section = '', part, place]: readonly string[]): Plain | undefined {
  if (!Object.hasOwn(found, section)) return undefined;
  if (section !== 'breakGlass') {
    const {[section]: _, ...others} = found;
    return others;
  }
  const {ladder, ...others} = found.breakGlass as {readonly ladder?: readonly unknown[]};
  const at = Number(place);
  if (part !== 'ladder' || !Array.isArray(ladder) || !(at in ladder)) return undefined;
  return {...found, breakGlass: {...others, ladder: ladder.filter((_, index) => index !== at)}};
}
