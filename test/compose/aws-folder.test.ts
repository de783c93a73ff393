import {expect, test} from 'vitest';
import {awsFolder} from '../../src/compose/aws-folder.ts';

const home = '/home/ada';

test.each([
  [{practice: true, env: {STINT_HOME: '/tmp/practice'}}, '/tmp/practice/aws'],
  [{practice: false, env: {STINT_HOME: '/home/ada/stint'}}, '/home/ada/.aws'],
  [{practice: false, env: {}}, '/home/ada/.aws'],
])('the files of the AWS CLI with %j: %s', (world, folder) => {
  expect(awsFolder({...world, home})).toBe(folder);
});
