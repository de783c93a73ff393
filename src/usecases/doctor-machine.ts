import {explain} from '../core/explain.ts';
import type {Finding} from '../core/finding.ts';
import type {FileLook, Inspection} from '../core/inspection.ts';
import {visible} from '../core/untrusted.ts';
import {fault, ok, sentenceEnd, warning} from './doctor-findings.ts';

/** Node, the settings, the state folder, and where secrets lie. */
export const machineFindings = (seen: Inspection): readonly Finding[] => [
  nodeFinding(seen.node),
  settingsFinding(seen.settings),
  stateFinding(seen.state),
  tokensFinding(seen),
  keyringFinding(seen),
];

function nodeFinding({version, least}: Inspection['node']): Finding {
  if (isAtLeast(version, least)) return ok('node', `Node is ${version}.`);
  return fault('node', `Node is ${version}, and ${least} is the least that will do.`, ['Update Node']);
}

function isAtLeast(version: string, least: string): boolean {
  const [have, need] = [numbersIn(version), numbersIn(least)];
  const at = need.findIndex((number, index) => number !== (have[index] ?? 0));
  return at < 0 || (have[at] ?? 0) > (need[at] ?? 0);
}

const numbersIn = (version: string): readonly number[] =>
  version.split('.').map(part => Number.parseInt(part, 10));

function settingsFinding(settings: FileLook): Finding {
  const path = visible(settings.path);
  if (settings.problem !== null) return faulty('settings', settings);
  if (!settings.isThere) return warning('settings', `There are none yet (${path}).`, ['Run stint login']);
  if (settings.isPrivate !== false) return ok('settings', `They are valid (${path}).`);
  return warning('settings', `They are valid, but others on this machine may open them (${path}).`, [
    `Run chmod 600 ${path}`,
  ]);
}

function stateFinding(state: FileLook): Finding {
  const path = visible(state.path);
  if (state.problem !== null) return faulty('state folder', state);
  if (!state.isThere) return ok('state folder', `It is made when it is needed (${path}).`);
  if (state.isPrivate !== false) return ok('state folder', `It can be written (${path}).`);
  return warning('state folder', `Others on this machine may look into it (${path}).`, [
    `Run chmod 700 ${path}`,
  ]);
}

function faulty(name: string, {path, problem}: FileLook): Finding {
  if (problem === null) return ok(name, visible(path));
  const {title, nextSteps} = explain(problem);
  return fault(name, title, nextSteps);
}

const CHOICES = ['Choose one with STINT_TOKEN_STORE: keyring, passphrase, memory, plaintext'];

function tokensFinding({tokens: {level, protection, problem}, keyring}: Inspection): Finding {
  const why = problem === null ? null : explain(problem);
  // A passphrase that somebody would have to type is no fault.
  if (level === null)
    return warning('token store', `None opens without asking somebody. ${why?.title ?? ''}`.trim(), CHOICES);
  if (why !== null) return fault('token store', why.title, why.nextSteps);
  const words = `${level}: ${visible(protection ?? '')}`;
  if (level === 'keyring' && keyring.label === null) return warning('token store', words, CHOICES);
  if (level === 'plaintext')
    return warning('token store', `${words}. Whoever reads the file is you.`, CHOICES);
  if (level === 'memory') return warning('token store', `${words}. Each command signs in anew.`, CHOICES);
  return ok('token store', words);
}

/** With a passphrase nothing is missing: a keyring is only more at ease. */
function keyringFinding({keyring, tokens}: Inspection): Finding {
  const {label, reason} = keyring;
  if (label !== null) return ok('keyring', `${visible(label)} answers.`);
  const words = `There is none to be used: ${sentenceEnd(reason ?? 'it is not known why')}`;
  return tokens.level === 'passphrase' ? ok('keyring', words) : warning('keyring', words, CHOICES);
}
