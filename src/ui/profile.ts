import {defaultDuration} from '../core/fit.ts';
import type {SignInFlow} from '../core/identity.ts';
import type {Kind} from '../core/kind.ts';
import {remindersOf} from '../core/reminders.ts';
import {AZURE_CLI_CLIENT_ID, type UiSettings} from '../core/settings.ts';
import type {Seconds} from '../core/time.ts';
import type {App} from '../usecases/app.ts';
import {type SignInTarget, targetsOf} from './sign-in-target.ts';

/** What the screen has to know of an open app, as plain values. */
export interface Profile {
  readonly name: string;
  readonly practice: boolean;
  readonly tenantId: string | null;
  /** The app registration that signs in; the Azure CLI's when none is set. */
  readonly clientId: string;
  readonly cloud: string;
  readonly flow: SignInFlow;
  readonly standard: Seconds;
  readonly kinds: readonly Kind[];
  /** In the order of the profile; Entra first. */
  readonly targets: readonly SignInTarget[];
  readonly ui: UiSettings;
  /** Seconds before an end, at which people are reminded of it. */
  readonly reminders: readonly Seconds[];
  /** Roles that are asked for together, by a name: words as they are typed on a command line. */
  readonly bundles: Readonly<Record<string, readonly string[]>>;
  /** How many emergency roles the settings name. */
  readonly ladder: number;
  /** Somebody else is told of what is recorded. */
  readonly hasSinks: boolean;
  /** Somebody can stay behind here, and end what is to end with this app even when it is killed. */
  readonly staysBehind: boolean;
}

export function profileOf(app: App): Profile {
  const {entra, aws} = app.settings.profiles?.[app.profile] ?? {};
  return {
    name: app.profile,
    practice: app.practice,
    tenantId: entra?.tenantId ?? null,
    clientId: entra?.clientId ?? AZURE_CLI_CLIENT_ID,
    cloud: entra?.cloud ?? 'public',
    flow: entra?.flow ?? 'device',
    standard: defaultDuration(app.settings.defaults?.duration),
    kinds: app.providers.map(provider => provider.kind),
    targets: targetsOf(app, aws),
    ui: app.settings.ui ?? {},
    reminders: remindersOf(app.settings),
    bundles: app.settings.bundles ?? {},
    ladder: app.settings.breakGlass?.ladder?.length ?? 0,
    hasSinks: app.sinks !== undefined && (app.settings.sinks?.length ?? 0) > 0,
    staysBehind: app.guard !== undefined && app.guard.unavailable === undefined,
  };
}
