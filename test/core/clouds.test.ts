import {describe, expect, test} from 'vitest';
import {type CloudEndpoints, cloudFault, originOf, PUBLISHED_CLOUDS} from '../../src/core/clouds.ts';
import {endpointsOf, kindsOf, type Settings} from '../../src/core/settings.ts';

const LAB: CloudEndpoints = {
  authorityHost: 'https://localhost:8443',
  armEndpoint: 'https://localhost:8444',
  graphEndpoint: 'https://localhost:8445',
};

describe('a cloud of one’s own', () => {
  test('is sound with https origins, one each for ARM and Graph', () => {
    expect(cloudFault(LAB)).toBeUndefined();
    expect(cloudFault({...LAB, authorityHost: LAB.armEndpoint})).toBeUndefined();
    expect(cloudFault({...LAB, armEndpoint: 'https://LOCALHOST:8444/'})).toBeUndefined();
  });

  test.each(Object.entries(PUBLISHED_CLOUDS))('%s under another name is sound', (_, cloud) => {
    expect(cloudFault(cloud)).toBeUndefined();
  });

  test.each([
    ['http', {authorityHost: 'http://localhost:8443'}, 'authorityHost'],
    ['a path', {armEndpoint: 'https://localhost:8444/arm'}, 'armEndpoint'],
    ['a query', {armEndpoint: 'https://localhost:8444?x'}, 'armEndpoint'],
    ['a person in it', {graphEndpoint: 'https://me:pw@localhost:8445'}, 'graphEndpoint'],
    ['no address', {graphEndpoint: 'localhost'}, 'graphEndpoint'],
    ['one origin for both', {graphEndpoint: LAB.armEndpoint}, 'origins of their own'],
    [
      'one origin for both, in other words',
      {graphEndpoint: 'https://LOCALHOST:8444/'},
      'origins of their own',
    ],
    [
      'a published sign-in with hosts of one’s own',
      {authorityHost: 'https://login.microsoftonline.com'},
      'mixed',
    ],
    [
      'a published sign-in of another list',
      {authorityHost: 'https://login.partner.microsoftonline.cn'},
      'mixed',
    ],
    ['a published graph', {graphEndpoint: 'https://GRAPH.microsoft.com'}, 'mixed'],
  ])('%s is refused', (_, part, why) => {
    expect(cloudFault({...LAB, ...part})).toContain(why);
  });

  test('two published clouds do not mix', () => {
    const {public: home, china} = PUBLISHED_CLOUDS;
    if (home === undefined || china === undefined) throw new Error('both are published');
    expect(cloudFault({...home, graphEndpoint: china.graphEndpoint})).toContain('mixed');
  });

  test.each([
    ['https://Login.Example:443/', 'https://login.example'],
    ['https://login.example:8443', 'https://login.example:8443'],
    ['https://login.example/#x', undefined],
    ['ftp://login.example', undefined],
    ['', undefined],
  ])('the origin of %j', (text, origin) => {
    expect(originOf(text)).toBe(origin);
  });
});

describe('the endpoints behind a name', () => {
  const settings: Settings = {
    clouds: {lab: LAB, bad: {...LAB, graphEndpoint: 'http://localhost'}, public: LAB},
  };

  test('published names mean the published hosts, whatever the settings say', () => {
    expect(endpointsOf(settings, 'public')).toBe(PUBLISHED_CLOUDS.public);
    expect(endpointsOf({}, 'usgov-dod').graphEndpoint).toBe('https://dod-graph.microsoft.us');
  });

  test('one’s own', () => {
    expect(endpointsOf(settings, 'lab')).toBe(LAB);
  });

  test.each(['bad', 'nope', '__proto__', 'toString', ''])('%j is misconfigured, by its name', name => {
    expect(() => endpointsOf(settings, name)).toThrow(
      expect.objectContaining({
        problem: expect.objectContaining({code: 'misconfigured', setting: `clouds.${name}`}),
      }),
    );
  });
});

test.each([
  ['nothing is set up', {}, []],
  ['an entra section means its three', {entra: {}}, ['azure-resource', 'entra-role', 'entra-group']],
  ['an aws section its two', {aws: {}}, ['aws-permission-set', 'aws-role']],
  ['kinds narrow them', {entra: {}, kinds: ['entra-role', 'aws-role']}, ['entra-role']],
  ['no kinds, no sources', {entra: {}, kinds: []}, []],
  [
    'in the order of the contract',
    {entra: {}, kinds: ['entra-group', 'azure-resource']},
    ['azure-resource', 'entra-group'],
  ],
] as const)('sources: %s', (_, profile, kinds) => {
  expect(kindsOf(profile)).toEqual(kinds);
});
