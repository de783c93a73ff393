import {isLoopbackHost} from '../../core/loopback.ts';
import type {Settings} from '../../core/settings.ts';

/** The profile's Entra is wholly on this machine: a practice home, whoever made it. */
export function isPracticeHome({profiles, clouds}: Settings, profile: string): boolean {
  const cloud = clouds?.[profiles?.[profile]?.entra?.cloud ?? ''];
  if (cloud === undefined) return false;
  const hosts = [cloud.authorityHost, cloud.armEndpoint, cloud.graphEndpoint];
  return hosts.every(host => URL.canParse(host) && isLoopbackHost(new URL(host).hostname));
}

/** What is rehearsed with: a practice home's own ladder, else the harmless role of the settings. */
export function rehearsed(settings: Settings, isPractice: boolean): Settings {
  const {drill} = settings.breakGlass ?? {};
  if (isPractice || drill === undefined) return settings;
  return {...settings, breakGlass: {...settings.breakGlass, ladder: [drill]}};
}

/** In an emergency the record's head rides behind the justification, unless the settings say that it must not. */
export const anchoring = (settings: Settings): Settings => ({
  ...settings,
  audit: {anchorInJustification: true, ...settings.audit},
});
