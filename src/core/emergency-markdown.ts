import {showDuration} from './duration.ts';
import type {EmergencyReport, ReportedRole} from './emergency-report.ts';
import {plainWords} from './sink-text.ts';

const LONGEST = 2000;

/**
 * The report for people. No text of others can make a link, a mention, an image, HTML or another cell of a table: it is
 * shown in visible form, what would be followed is written the way security people do (`[.]`), and markup is escaped.
 */
export function markdownOf(report: EmergencyReport): string {
  const parts = [
    heading(report),
    facts(report),
    table('Roles', ['Rung', 'Role', 'Where', 'Outcome', 'From', 'Until', 'Held'], report.roles.map(roleRow)),
    evidence(report),
    told(report),
    afterwards(report),
    table(
      'What happened',
      ['Line', 'Time', 'What'],
      report.timeline.map(({seq, time, words}) => [String(seq), time, words]),
    ),
    standing(report),
  ];
  return `${parts.join('\n\n')}\n`;
}

const shown = (text: string): string =>
  plainWords(text, LONGEST)
    .replaceAll('&', '&amp;')
    .replace(/[\\`*_[\]<>|~#$]/g, mark => (mark === '<' ? '&lt;' : mark === '>' ? '&gt;' : `\\${mark}`));

function heading({id, drill, practice, closedAt}: EmergencyReport): string {
  const what = drill ? 'Drill' : 'Break glass';
  const marks = [drill ? 'A rehearsal: nothing was wrong.' : '', practice ? 'On the practice cloud.' : ''];
  const open = closedAt === null ? '**This incident is still open.**' : '';
  const below = [...marks, open].filter(text => text !== '');
  return [`# ${what}: ${shown(id)}`, ...below].join('\n\n');
}

function facts(report: EmergencyReport): string {
  const {reason, account, profile, openedAt, closedAt, openSeconds, settings, broken} = report;
  return bullets([
    ['Why', reason],
    ['Who', account ?? 'nobody had signed in'],
    ['Profile', profile ?? 'none'],
    ['Opened', openedAt],
    [
      'Closed',
      closedAt === null
        ? 'not yet'
        : `${closedAt}${openSeconds === null ? '' : `, open for ${showDuration(openSeconds)}`}`,
    ],
    ['Second person', secondPerson(report)],
    [
      'Settings used',
      `${settings.path || 'none'}${settings.sha256 === null ? ' (no file)' : `, SHA-256 ${settings.sha256}`}`,
    ],
    ['Record before it', broken === null ? 'verified' : `did not verify: ${broken}`],
  ]);
}

function secondPerson({cosignedBy, cosignKey, singlePerson}: EmergencyReport): string {
  if (cosignedBy !== null) return `${cosignedBy}, key ${cosignKey ?? 'unknown'}`;
  if (singlePerson === 'no-answer') return 'none: nobody answered in time';
  if (singlePerson === 'not-valid') return 'none: no answer was valid';
  if (singlePerson === 'not-asked') return 'none: the settings ask for nobody';
  return 'it never came so far';
}

const OUTCOMES: Readonly<Record<ReportedRole['state'], string>> = {
  'not-tried': 'not tried',
  tried: 'tried, and nothing more is known',
  passed: 'gave nothing',
  waiting: 'asked for, on its way',
  granted: 'granted',
};

function roleRow(role: ReportedRole): readonly string[] {
  const {rung, name, scope, state, problem, grantedAt, endsAt, endedAt} = role;
  const outcome = `${OUTCOMES[state]}${problem === null ? '' : ` (${problem})`}`;
  return [
    ...[rung, name ?? '-', scope?.name ?? '-', outcome],
    ...[grantedAt ?? '-', endedAt ?? endsAt ?? '-', heldInWords(role)],
  ];
}

function evidence({evidence: probes}: EmergencyReport): string {
  const rows = probes.map(({label, host, isUp, status, reason, took}) => [
    ...[label, host, isUp ? 'yes' : 'no'],
    ...[reason ?? (status === null ? '-' : `HTTP ${status}`), `${took} ms`],
  ]);
  return table('Evidence', ['Service', 'Host', 'Answers', 'What it said', 'Took'], rows);
}

function told({told: sinks}: EmergencyReport): string {
  const rows = sinks.map(({sink, isTold, problem}) => [sink, isTold ? 'yes' : 'no', problem ?? '-']);
  return table('Who was told', ['Sink', 'In time', 'Problem'], rows, 'No sink is on record as told.');
}

function afterwards({closing}: EmergencyReport): string {
  if (closing === null)
    return '## Afterwards\n\nNot closed yet: what was done and what must be changed is not on record.';
  const rotate = closing.rotate.map(one => `- [ ] ${shown(one)}`);
  const changes =
    rotate.length === 0 ? 'Nothing has to be changed.' : ['To be changed:', '', ...rotate].join('\n');
  return `## Afterwards\n\n${bullets([['Done', closing.done]])}\n\n${changes}`;
}

function standing({lines, checkpoint, at}: EmergencyReport): string {
  const signed =
    checkpoint === null
      ? 'Nothing has signed these lines yet.'
      : `Signed by line ${checkpoint.seq}, SHA-256 \`${hex(checkpoint.hash)}\`, key \`${hex(checkpoint.key)}\`.`;
  const check = 'Check it with `stint audit verify`.';
  const beside =
    lines.beside === 0
      ? ''
      : ` ${lines.beside} lines lie beside the record, which could not take them: nothing proves those.`;
  return `## Where this stands\n\nLines ${lines.first} to ${lines.last} of the record.${beside} ${signed} ${check} Report of ${at}.`;
}

/** Nothing but a hash can stand between backticks. */
const hex = (text: string): string => text.replace(/[^0-9a-f]/g, '').slice(0, 64);

const bullets = (rows: readonly (readonly [string, string])[]): string =>
  rows.map(([label, text]) => `- **${label}**: ${shown(text)}`).join('\n');

function table(
  title: string,
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  none = 'Nothing is on record.',
): string {
  if (rows.length === 0) return `## ${title}\n\n${none}`;
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const body = rows.map(cells => line(cells.map(shown)));
  return [`## ${title}`, '', line(heads), line(heads.map(() => '---')), ...body].join('\n');
}

/** What came of these the record does not tell: a killed process may have left a role that is held. */
const UNSETTLED: readonly ReportedRole['state'][] = ['tried', 'waiting'];

/** `1 h 5 min so far`, `never held`, `not known` */
function heldInWords({heldSeconds, isHeld: still, state}: ReportedRole): string {
  if (heldSeconds !== null) return `${showDuration(heldSeconds)}${still ? ' so far' : ''}`;
  return UNSETTLED.includes(state) ? 'not known' : 'never held';
}
