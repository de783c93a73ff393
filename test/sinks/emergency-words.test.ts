import {expect, test} from 'vitest';
import {asText, chatWords} from '../../src/sinks/chat-words.ts';
import {cloudEventOf} from '../../src/sinks/cloud-event.ts';
import {emergencyFact, STEPS} from '../stores/samples.ts';
import {eventAt} from './events.ts';

const textOf = (...given: Parameters<typeof emergencyFact>) =>
  asText(chatWords(eventAt(9, emergencyFact(...given)))).split('\n');

test('the story as a chat is told it, a headline for each step', () => {
  const ends = {endsAt: '2026-11-22T13:00:00Z'};
  const headlines = STEPS.map(
    step =>
      chatWords(eventAt(9, {...emergencyFact(step), ...(step.step === 'granted' ? ends : {})})).headline,
  );
  expect(headlines).toEqual([
    'stint: BREAK GLASS INC-4821: opened by ada[@]example[.]com: sign-in is down',
    'stint: BREAK GLASS INC-4821: 1 of 2 services answer',
    'stint: BREAK GLASS INC-4821: 1 of 2 sinks were told in time',
    'stint: BREAK GLASS INC-4821: a second person has signed: Grace',
    'stint: BREAK GLASS INC-4821: it goes on with one person: nobody answered in time',
    'stint: BREAK GLASS INC-4821: Owner of prod is asked for by ada[@]example[.]com',
    'stint: BREAK GLASS INC-4821: Owner of prod gave nothing (unreachable)',
    'stint: BREAK GLASS INC-4821: Owner of prod is asked for and not there yet',
    'stint: BREAK GLASS INC-4821: last-resort is active for ada[@]example[.]com until 2026-11-22T13:00:00Z',
    'stint: BREAK GLASS INC-4821: nothing worked, no role was given',
    'stint: BREAK GLASS INC-4821: closed by ada[@]example[.]com',
  ]);
});

test.each(STEPS)('$step of a drill is told to be one before anything else', step => {
  const [headline] = textOf(step, {drill: true});
  expect(headline).toMatch(/^stint: DRILL \(nothing is wrong\), BREAK GLASS INC-4821: /);
  const practice = chatWords(eventAt(9, {...emergencyFact(step), practice: true})).headline;
  expect(practice).toMatch(/ \(practice\)$/);
});

test.each([
  ['opened', ['Ladder: Owner of prod, last-resort', 'Why: sign-in is down']],
  ['evidence', ['Down: Microsoft Entra (it answers 503)']],
  ['notice', ['Not told: siem (signed-out)']],
  ['closed', ['Done: failed over', 'To be rotated: key of last-resort, password of db1']],
] as const)('%s tells what only it knows', (name, lines) => {
  const step = STEPS.find(one => one.step === name) ?? {step: 'without'};
  expect(textOf(step)).toEqual(expect.arrayContaining(['Incident: INC-4821', ...lines]));
});

test('a record that does not verify is told with the opening', () => {
  const [opened] = STEPS;
  if (opened?.step !== 'opened') throw new Error('it begins with the opening');
  const broken = 'The record does not verify at line 7: it was cut.';
  expect(textOf({...opened, broken})).toContain(`Record: ${broken}`);
});

test('nobody who is signed in is somebody all the same', () => {
  const [opened = {step: 'without'}] = STEPS;
  const told = chatWords(eventAt(9, {...emergencyFact(opened), account: null, oid: null}));
  expect(told.headline).toContain('opened by somebody who is not signed in: ');
});

test.each(STEPS)(
  'a CloudEvent of $step has the whole step, a summary, and the incident as its subject',
  step => {
    const given = emergencyFact(step);
    const event = cloudEventOf(eventAt(9, given));
    expect(event).toMatchObject({type: 'stint.break-glass', subject: 'INC-4821'});
    expect(event.data).toMatchObject({
      summary: expect.stringMatching(/^BREAK GLASS INC-4821: ./),
      emergency: given.emergency,
    });
  },
);

test('a CloudEvent of anything else has no summary', () => {
  expect(cloudEventOf(eventAt(9)).data).not.toHaveProperty('summary');
});
