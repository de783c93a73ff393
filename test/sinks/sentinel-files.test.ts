import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {COLUMNS, rowOf} from '../../src/sinks/sentinel-columns.ts';
import {emergencyFact, fact, STEPS} from '../stores/samples.ts';
import {eventAt} from './events.ts';

const textOf = (name: string) =>
  readFileSync(new URL(`../../deploy/sentinel/${name}`, import.meta.url), 'utf8');
/** Parsed JSON, as loose as it is: a wrong shape fails the test. */
type Json = ReturnType<typeof JSON.parse>;
const template: Json = JSON.parse(textOf('azuredeploy.json'));
const rule: Json = JSON.parse(textOf('break-glass-rule.json'));
const resource = (from: Json, type: string): Json =>
  from.resources.find((one: {type: string}) => one.type === type);

const table = resource(template, 'Microsoft.OperationalInsights/workspaces/tables').properties;
const collection = resource(template, 'Microsoft.Insights/dataCollectionRules').properties;
const stream = collection.streamDeclarations['Custom-Stint_CL'];
const alert = resource(rule, 'Microsoft.SecurityInsights/alertRules').properties;
const query: string = rule.variables.query;

const typed = (columns: readonly {name: string; type: string}[]) =>
  columns.map(({name, type}) => `${name} ${type.toLowerCase()}`);

test('columns of the table, columns of the stream and fields of a row are the same, with the same types', () => {
  expect(typed(stream.columns)).toEqual(typed(COLUMNS));
  expect(typed(table.schema.columns)).toEqual(typed(COLUMNS));
  expect(Object.keys(rowOf(eventAt(1)))).toEqual(COLUMNS.map(({name}) => name));
});

test('the stream leads to the table, as it is', () => {
  expect(table.schema.name).toBe('Stint_CL');
  expect(collection.dataFlows).toEqual([
    {
      streams: ['Custom-Stint_CL'],
      destinations: [collection.destinations.logAnalytics[0].name],
      transformKql: 'source',
      outputStream: 'Custom-Stint_CL',
    },
  ]);
});

test('types are those that Azure has, and no column has a name that Azure keeps for itself', () => {
  const streamTypes = ['string', 'int', 'long', 'real', 'boolean', 'dynamic', 'datetime'];
  const tableTypes = ['string', 'guid', 'int', 'long', 'real', 'boolean', 'dynamic', 'dateTime'];
  for (const {type} of stream.columns) expect(streamTypes).toContain(type);
  for (const {type} of table.schema.columns) expect(tableTypes).toContain(type);
  const kept = ['TenantId', 'Type', 'Title', 'UniqueId', '_ResourceId', 'id', 'SourceSystem', 'MG'];
  for (const {name} of COLUMNS) {
    expect(kept).not.toContain(name);
    expect(name).toMatch(/^[A-Za-z][A-Za-z0-9_]{0,44}$/);
  }
  expect(COLUMNS.map(({name}) => name)).toContain('TimeGenerated');
});

test('every part of a line has its column, and what is new goes into Details', () => {
  const told = {...fact('why'), ticket: {number: 'INC1', system: 'snow'}, endsAt: '2026-11-22T13:00:00Z'};
  const row = rowOf(eventAt(7, told));
  const values = new Set(Object.values(row));
  const parts = [
    told.time,
    told.localTime,
    told.profile,
    told.authority,
    told.tenantId,
    told.oid,
    told.account,
  ];
  const more = [told.eligibilityId, told.kind, told.name, told.justification, told.requestId, told.endsAt];
  const inner = [...Object.values(told.scope ?? {}), ...Object.values(told.ticket), told.type];
  for (const part of [...parts, ...more, ...inner]) expect(values).toContain(part);
  expect(row).toMatchObject({Sequence: 7, Practice: false, Details: null});
  const later = eventAt(7, {...told, later: 'INC42', inner: {why: 'a\u202eb'}} as typeof told);
  expect(rowOf(later).Details).toEqual({later: 'INC42', inner: {why: 'a\\u{202e}b'}});
});

test.each(STEPS)('of an emergency: $step has its columns, and all that was found out is in Details', step => {
  const told = emergencyFact(step);
  expect(rowOf(eventAt(7, told))).toMatchObject({
    ...{EventType: 'break-glass', Incident: 'INC-4821', EmergencyStep: step.step, Drill: false},
    Details: {emergency: told.emergency},
  });
  expect(rowOf(eventAt(7, emergencyFact(step, {drill: true})))).toMatchObject({Drill: true});
});

test('what is no emergency is no drill, and has no incident', () => {
  expect(rowOf(eventAt(7))).toMatchObject({Incident: null, EmergencyStep: null, Drill: false});
});

test('all alerts of one emergency are one incident, by what the rule calls so', () => {
  expect(alert.incidentConfiguration.groupingConfiguration).toMatchObject({
    ...{enabled: true, matchingMethod: 'Selected', groupByEntities: [], groupByCustomDetails: ['Incident']},
  });
  expect(alert.customDetails).toMatchObject({Incident: 'Incident', Step: 'EmergencyStep'});
});

/** Words of the query that are no columns. */
const WORDS = new Set(
  [
    'Stint_CL',
    'where',
    'ingestion_time',
    'ago',
    'startswith',
    'and',
    'false',
    'summarize',
    'arg_max',
    'by',
    'coalesce',
  ].concat(['project', 'order', 'asc']),
);

const namesIn = (kql: string): readonly string[] =>
  kql
    .replace(/"[^"]*"/g, ' ')
    .replace(/\b\d+[a-z]\b/g, ' ')
    .match(/[A-Za-z_]\w*/g)
    ?.filter(word => !WORDS.has(word)) ?? [];

test('the query of the analytics rule names columns of the table and nothing else', () => {
  const names = COLUMNS.map(({name}) => name);
  for (const name of namesIn(query)) expect(names).toContain(name);
  expect(namesIn(query).length).toBeGreaterThan(10);
  expect(query.startsWith(`${table.schema.name}\n`)).toBe(true);
  expect(namesIn('Stint_CL | where Wrong == 1')).toEqual(['Wrong']);
});

test('what the alert shows is what the query projects', () => {
  const projected = /\| project ([^\n]+)/.exec(query)?.[1]?.split(', ') ?? [];
  const mapped = alert.entityMappings.flatMap((one: Json) =>
    one.fieldMappings.map((field: Json) => field.columnName),
  );
  const formats: string = Object.values(alert.alertDetailsOverride).join(' ');
  const shown = [...formats.matchAll(/\{\{(\w+)\}\}/g)].map(found => found[1]);
  for (const name of [...mapped, ...Object.values(alert.customDetails), ...shown])
    expect(projected).toContain(name);
  // Sentinel takes three columns in a format, and twenty custom details.
  expect(shown.length).toBeLessThanOrEqual(6);
  expect(Object.keys(alert.customDetails).length).toBeLessThanOrEqual(20);
});

test('break-glass events that are neither practice nor drill raise an alert, one for each, however late they arrive', () => {
  expect(query).toContain('EventType startswith "break-glass" and Practice == false');
  // Rows of an older stint have no `Drill`, and what is compared with nothing is no match in KQL.
  expect(query).toContain('coalesce(Drill, false) == false');
  expect(query).toContain('arg_max(TimeGenerated, *) by EventId');
  expect(query).toContain('ingestion_time() > ago(10m)');
  expect(alert).toMatchObject({
    enabled: true,
    queryFrequency: 'PT5M',
    queryPeriod: 'P1D',
    triggerOperator: 'GreaterThan',
    triggerThreshold: 0,
    eventGroupingSettings: {aggregationKind: 'AlertPerResult'},
    incidentConfiguration: {createIncident: true},
  });
});

test.each([
  ['azuredeploy.json', template],
  ['break-glass-rule.json', rule],
])('%s names only parameters and variables that it has, and each of them', (name, file) => {
  const used = (kind: string) =>
    new Set(
      [...textOf(name).matchAll(new RegExp(`${kind}\\('(\\w+)'\\)`, 'g'))].map(found => found[1] ?? ''),
    );
  expect([...used('parameters')].sort()).toEqual(Object.keys(file.parameters).sort());
  expect([...used('variables')].sort()).toEqual(Object.keys(file.variables).sort());
  for (const one of file.resources) expect(one.apiVersion).toMatch(/^\d{4}-\d{2}-\d{2}$/);
});

test('the README names files that are there, parameters that exist, and settings that are accepted', () => {
  const readme = textOf('README.md');
  for (const [, file = ''] of readme.matchAll(/--template-file (\S+)/g))
    expect(() => textOf(file)).not.toThrow();
  for (const [, name = ''] of readme.matchAll(/(\w+)="\$\w+"/g))
    expect({...template.parameters, ...rule.parameters}).toHaveProperty(name);
  const [, settings = '{}'] = /```json\n([\s\S]+?)```/.exec(readme) ?? [];
  expect(Object.keys(JSON.parse(settings).sinks[0]).sort()).toEqual(
    ['endpoint', 'name', 'ruleId', 'stream', 'type'].sort(),
  );
  expect(Object.keys(template.outputs)).toEqual(['endpoint', 'ruleId', 'stream']);
});

test('the README names every step, and queries only columns that there are', () => {
  const readme = textOf('README.md');
  for (const {step} of STEPS) expect(readme).toContain(`\`${step}\``);
  const names = COLUMNS.map(({name}) => name);
  const queries = [...readme.matchAll(/`Stint_CL \| ([^`]+)`/g)].map(([, one = '']) => one);
  const used = queries.flatMap(one => namesIn(one).filter(word => /^[A-Z]/.test(word)));
  expect(queries.length).toBeGreaterThan(2);
  for (const name of used) expect(names).toContain(name);
});
