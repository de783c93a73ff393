import type {Finding, FindingState} from '../../core/finding.ts';
import {visible} from '../../core/untrusted.ts';
import type {TableLook} from './table.ts';
import type {Tone} from './theme.ts';

const TONES: Readonly<Record<FindingState, Tone>> = {
  ok: 'steady',
  warning: 'ending',
  fault: 'refused',
  unknown: 'refused',
};

/** `  fault    settings      It is no JSON.`, what to do below it, and what a sink would be sent. */
export function findingsText(findings: readonly Finding[], look: TableLook): string {
  const room = Math.max(0, ...findings.map(({name}) => visible(name).length));
  return findings.map(finding => findingText(finding, room, look)).join('');
}

function findingText(
  {name, state, words, nextSteps, preview}: Finding,
  room: number,
  look: TableLook,
): string {
  const {paint} = look;
  const head = `  ${paint(TONES[state], state.padEnd(7))}  ${visible(name).padEnd(room)}  ${visible(words)}\n`;
  const indent = ' '.repeat(room + 13);
  const steps = nextSteps.map(step => `${indent}${visible(step)}\n`);
  return head + steps.join('') + (preview === undefined ? '' : previewText(preview, indent));
}

/** As it would leave, line by line; only what no terminal may get is spelled out. */
function previewText(preview: string, indent: string): string {
  const lines = preview.trimEnd().split('\n');
  return `${indent}What would be sent:\n${lines.map(line => `${indent}  ${visible(line)}\n`).join('')}`;
}

/** How many there are of each, worst first. */
export function countedWords(findings: readonly Finding[]): string {
  const count = (state: FindingState) => findings.filter(one => one.state === state).length;
  const [faults, warnings, unknowns] = [count('fault'), count('warning'), count('unknown')];
  const parts = [
    faults === 0 ? '' : `${faults} ${faults === 1 ? 'fault' : 'faults'}`,
    warnings === 0 ? '' : `${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`,
    unknowns === 0 ? '' : `${unknowns} could not be looked at`,
  ].filter(part => part !== '');
  return parts.length === 0 ? 'All is well.' : `${parts.join(', ')}.`;
}
