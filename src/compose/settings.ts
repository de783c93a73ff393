import type {SettingsStore} from '../core/ports.ts';
import {placesOf} from '../stores/places.ts';
import {createSettingsStore} from '../stores/settings.ts';
import type {World} from './world.ts';

/** The settings alone, for who needs no app: nothing else is opened. */
export function openSettings(world: World): SettingsStore {
  return createSettingsStore({places: placesOf(world.env, world.platform, world.home)});
}
