import {expect, test} from 'vitest';
import {placesOf} from '../../src/stores/places.ts';

test('STINT_HOME holds everything', () => {
  expect(placesOf({STINT_HOME: '/h/', XDG_CONFIG_HOME: '/x'}, 'linux', '/home/ada')).toEqual({
    config: '/h',
    state: '/h',
    cache: '/h',
    configFile: '/h/config.json',
    stateDb: '/h/state.db',
    locksDb: '/h/locks.db',
    tokensDir: '/h/tokens',
    auditFile: '/h/audit.ndjson',
    statusFile: '/h/status.json',
  });
});

test.each(['linux', 'darwin'] as const)('%s: the three folders under home', platform => {
  const places = placesOf({}, platform, '/home/ada');
  expect([places.config, places.state, places.cache]).toEqual([
    '/home/ada/.config/stint',
    '/home/ada/.local/state/stint',
    '/home/ada/.cache/stint',
  ]);
});

test('XDG variables count when they are absolute', () => {
  const env = {XDG_CONFIG_HOME: '/c', XDG_STATE_HOME: 'relative', XDG_CACHE_HOME: ''};
  const places = placesOf(env, 'linux', '/home/ada');
  expect(places.configFile).toBe('/c/stint/config.json');
  expect(places.stateDb).toBe('/home/ada/.local/state/stint/state.db');
  expect(places.statusFile).toBe('/home/ada/.cache/stint/status.json');
});

test('Windows keeps settings roaming and state local', () => {
  const env = {APPDATA: 'C:\\A\\Roaming', LOCALAPPDATA: 'C:\\A\\Local'};
  const places = placesOf(env, 'win32', 'C:\\Users\\ada');
  expect(places.configFile).toBe('C:\\A\\Roaming\\stint\\config.json');
  expect(places.tokensDir).toBe('C:\\A\\Local\\stint\\tokens');
  expect(placesOf({}, 'win32', 'C:\\Users\\ada').state).toBe('C:\\Users\\ada\\AppData\\Local\\stint');
});
