import {expect, test} from 'vitest';
import {incidentWord} from '../../src/core/emergency.ts';

test.each([
  ['INC-4821', 'INC-4821'],
  ['INC-4821/2', 'INC-4821/2'],
  ['A B', "'A B'"],
  ['$(reboot)', "'$(reboot)'"],
  ['a;b|c&d', "'a;b|c&d'"],
  ['@here', "'@here'"],
  ['#7', "'#7'"],
  ['~root', "'~root'"],
  ['-x', "-- '-x'"],
  ["it's", 'INCIDENT'],
  ['it’s', 'INCIDENT'],
  ['back\\', 'INCIDENT'],
  ["-x'; id", '-- INCIDENT'],
])('%s is pasted as %s', (id, word) => {
  expect(incidentWord(id)).toBe(word);
});
