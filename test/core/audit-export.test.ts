import {describe, expect, test} from 'vitest';
import {z} from 'zod';
import {AUDIT_TYPES, type AuditEntry} from '../../src/core/audit.ts';
import {cefLine} from '../../src/core/audit-cef.ts';
import {OCSF_VERSION, ocsfEvent} from '../../src/core/audit-ocsf.ts';
import {emergencyFact, fact, STEPS} from '../stores/samples.ts';

const entry = (more: Partial<AuditEntry> = {}): AuditEntry => ({
  ...fact('incident 42'),
  seq: 7,
  prev: 'ab'.repeat(32),
  ...more,
});

/** What schema.ocsf.io/1.3.0 requires of each class, and the numbers it allows; nothing else may be there. */
const text = z.string().min(1);
const user = z.strictObject({
  name: text,
  type_id: z.union([z.literal(0), z.literal(1)]),
  uid: text.optional(),
  org: z.strictObject({uid: text}).optional(),
});
const common = {
  time: z.int().positive(),
  severity_id: z.int().min(0).max(6),
  severity: z.enum(['Informational', 'Low', 'Medium', 'High', 'Critical', 'Fatal']),
  status_id: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(99)]),
  status: z.enum(['Unknown', 'Success', 'Failure', 'Other']),
  status_detail: text.optional(),
  message: text.optional(),
  type_uid: z.int(),
  type_name: text,
  class_name: text,
  category_name: text,
  activity_name: text,
  metadata: z.strictObject({
    version: z.literal('1.3.0'),
    product: z.strictObject({name: text, vendor_name: text, version: text}),
    log_name: text,
    sequence: z.int().positive(),
    uid: text,
    original_time: text,
  }),
  unmapped: z.strictObject({stint: z.record(z.string(), z.unknown())}),
};
const resource = z.strictObject({uid: text, name: text, type: text});
const SHAPES = [
  z.strictObject({
    ...common,
    class_uid: z.literal(0),
    category_uid: z.literal(0),
    activity_id: z.literal(99),
  }),
  z.strictObject({
    ...common,
    class_uid: z.literal(3002),
    category_uid: z.literal(3),
    activity_id: z.int().min(1).max(2),
    user,
  }),
  z.strictObject({
    ...common,
    class_uid: z.literal(3003),
    category_uid: z.literal(3),
    activity_id: z.literal(1),
    user,
    privileges: z.array(text).min(1),
  }),
  z.strictObject({
    ...common,
    class_uid: z.literal(3004),
    category_uid: z.literal(3),
    activity_id: z.literal(3),
    entity: z.strictObject({name: text, type: text}),
    actor: z.strictObject({user}),
  }),
  z.strictObject({
    ...common,
    class_uid: z.literal(3005),
    category_uid: z.literal(3),
    activity_id: z.union([z.literal(1), z.literal(2), z.literal(99)]),
    user,
    privileges: z.array(text).min(1),
    resource: resource.optional(),
  }),
] as const;

describe('OCSF', () => {
  test.each(AUDIT_TYPES)('%s has the shape of its class', type => {
    for (const one of [
      entry({type}),
      entry({type, name: null, scope: null, account: null, oid: null, tenantId: null}),
    ]) {
      const event = ocsfEvent(one, '1.2.3');
      const shape = SHAPES.find(({shape: {class_uid}}) => class_uid.value === event.class_uid);
      expect(shape?.safeParse(JSON.parse(JSON.stringify(event))).error).toBeUndefined();
      expect(shape).toBeDefined();
      expect(event.type_uid).toBe(event.class_uid * 100 + event.activity_id);
      expect(event.metadata.version).toBe(OCSF_VERSION);
    }
  });

  test.each([
    ['sign-in', 300201, 1],
    ['request', 300501, 99],
    ['active', 300501, 1],
    ['refusal', 300501, 2],
    ['lend', 300301, 1],
    ['end', 300502, 1],
    ['settings-change', 300403, 1],
    ['checkpoint', 99, 1],
  ] as const)('%s is %i', (type, uid, status) => {
    expect(ocsfEvent(entry({type}), '1')).toMatchObject({type_uid: uid, status_id: status});
  });

  test('what failed is a failure, and says why', () => {
    const event = ocsfEvent(entry({type: 'request', problem: 'denied'}), '1');
    expect(event).toMatchObject({status_id: 2, status_detail: 'denied'});
  });
});

const emergency = (...given: Parameters<typeof emergencyFact>): AuditEntry => ({
  ...emergencyFact(...given),
  seq: 7,
  prev: 'ab'.repeat(32),
});

describe('OCSF of an emergency', () => {
  test.each(STEPS)('$step has the shape of its class, and all of the step', step => {
    for (const one of [emergency(step), {...emergency(step), account: null, oid: null, tenantId: null}]) {
      const event = ocsfEvent(one, '1.2.3');
      const shape = SHAPES.find(({shape: {class_uid}}) => class_uid.value === event.class_uid);
      expect(shape?.safeParse(JSON.parse(JSON.stringify(event))).error).toBeUndefined();
      expect(shape).toBeDefined();
      expect(event.unmapped.stint).toMatchObject({type: 'break-glass', emergency: one.emergency});
    }
  });

  test.each([
    ['opened', 300599, 1, 5, ['Owner of prod', 'last-resort']],
    ['evidence', 99, 1, 4, undefined],
    ['notice', 99, 1, 4, undefined],
    ['cosigned', 300599, 1, 4, ['unknown']],
    ['single-person', 300599, 1, 4, ['unknown']],
    ['tried', 300501, 99, 4, ['Owner of prod']],
    ['passed', 300501, 2, 4, ['Owner of prod']],
    ['waiting', 300501, 99, 4, ['Owner of prod']],
    ['granted', 300501, 1, 5, ['last-resort']],
    ['without', 300501, 2, 4, ['unknown']],
    ['closed', 300599, 1, 4, ['unknown']],
  ] as const)('%s is %i', (name, type_uid, status_id, severity_id, privileges) => {
    const step = STEPS.find(one => one.step === name);
    if (step === undefined) throw new Error(`${name} is no step`);
    expect(ocsfEvent(emergency(step), '1')).toMatchObject({
      ...{type_uid, status_id, severity_id},
      ...(privileges === undefined ? {} : {privileges}),
    });
    const drill = ocsfEvent(emergency(step, {drill: true}), '1');
    expect(drill).toMatchObject({severity_id: 1, severity: 'Informational'});
    expect(ocsfEvent({...emergency(step), practice: true}, '1')).toMatchObject({severity_id: 1});
  });

  test('every step there is has been looked at', () => {
    const named = STEPS.map(({step}) => step);
    expect(new Set(named).size).toBe(11);
  });
});

describe('CEF of an emergency', () => {
  test('a line', () => {
    expect(cefLine(emergency({step: 'passed', rung: 'Owner|prod=1', why: 'denied'}), '1.2.3')).toBe(
      'CEF:0|stint|stint|1.2.3|break-glass|break glass: passed|10|rt=1795348800000 externalId=7 ' +
        'suser=ada@example.com suid=o1 msg=sign-in is down outcome=success cs1Label=role cs1=Owner|prod\\=1 ' +
        `cs4Label=previous line cs4=${'ab'.repeat(32)} cs5Label=tenant cs5=t1 ` +
        'cs6Label=incident cs6=INC-4821 act=passed\n',
    );
  });

  test.each(STEPS)('$step: 10 for a real one, 3 for a drill or practice, and which it is', step => {
    expect(cefLine(emergency(step), '1')).toContain(`|break glass: ${step.step}|10|`);
    const drill = cefLine(emergency(step, {drill: true}), '1');
    expect(drill).toContain(`|break glass drill: ${step.step}|3|`);
    expect(drill).toContain('cn2Label=drill cn2=1');
    expect(cefLine({...emergency(step), practice: true}, '1')).toContain('|3|');
    expect(cefLine(emergency(step), '1')).not.toContain('cn2');
  });

  test('an incident is one line, whatever it is called', () => {
    const line = cefLine(emergency({step: 'without'}, {incident: 'x\n\u202e|=CEF:0|evil'}), '1');
    expect(line.slice(0, -1)).not.toMatch(/[\n\u202e]/);
    expect(line).toContain('cs6=x\\n\\\\u{202e}|\\=CEF:0|evil');
  });
});

describe('CEF', () => {
  test('a line', () => {
    expect(cefLine(entry({type: 'active', endsAt: '2026-11-22T13:00:00Z'}), '1.2.3')).toBe(
      'CEF:0|stint|stint|1.2.3|active|active|3|rt=1795348800000 externalId=7 suser=ada@example.com suid=o1 ' +
        'msg=incident 42 outcome=success end=1795352400000 cs1Label=role cs1=Reader cs2Label=scope ' +
        `cs2=/subscriptions/1 cs3Label=request cs3=q1 cs4Label=previous line cs4=${'ab'.repeat(32)} ` +
        'cs5Label=tenant cs5=t1\n',
    );
  });

  test.each([
    ['a=b', 'a\\=b'],
    ['a|b', 'a|b'],
    ['a\\b', 'a\\\\b'],
    ['a\nb', 'a\\nb'],
    ['a\r\nb\rc', 'a\\r\\nb\\rc'],
    ['\\=|\n', '\\\\\\=|\\n'],
  ])('%j in the extension', (given, written) => {
    expect(cefLine(entry({justification: given}), '1')).toContain(` msg=${written} outcome=`);
  });

  test.each([
    ['1|2', '1\\|2'],
    ['1\\2', '1\\\\2'],
    ['1=2', '1=2'],
  ])('%j in the header', (given, written) => {
    expect(cefLine(entry(), given)).toContain(`|stint|stint|${written}|request|`);
  });

  test('one line, whatever was written', () => {
    const line = cefLine(entry({name: 'x\u2028\u001b[31m\u202e\n|CEF:0|evil', justification: '\n\n'}), '1');
    expect(line.slice(0, -1)).not.toMatch(/[\n\r\u2028\u001b\u202e]/);
  });
});
