import {PROBE_LIMIT, type Probe, type ProbeTarget} from '../../core/emergency.ts';
import {isOfUser, needsOf, type Rung} from '../../core/ladder.ts';
import {type Problem, problemOf} from '../../core/problem.ts';
import {GRACE, within} from './bounds.ts';
import type {EmergencyApp} from './emergency-app.ts';
import type {EmergencyOrder} from './emergency-story.ts';
import {sessionOf} from './sign-ins.ts';

/** Whether the services of the ladder answer, and which of them each profile goes to. */
export class Evidence {
  readonly probes: readonly Probe[];
  readonly #app: EmergencyApp;
  readonly #targets: ReadonlyMap<string, readonly ProbeTarget[]>;

  constructor(
    app: EmergencyApp,
    targets: ReadonlyMap<string, readonly ProbeTarget[]> = new Map(),
    probes: readonly Probe[] = [],
  ) {
    this.probes = probes;
    this.#app = app;
    this.#targets = targets;
  }

  /** Why a rung is not tried at first; `undefined`: what it needs answers, or nobody could tell. */
  downFor(rung: Rung): Problem | undefined {
    const down = this.#placesOf(rung)
      .map(target => this.probes.find(probe => isOf(probe, target)))
      .find(probe => probe?.isUp === false);
    if (down === undefined) return undefined;
    return {
      code: 'unreachable',
      what: down.label,
      reason: down.reason ?? 'it does not answer',
      provider: rung.kind,
    };
  }

  #placesOf(rung: Rung): readonly ProbeTarget[] {
    const all = this.#targets.get(rung.profile ?? this.#app.profile) ?? [];
    const region = regionOf(this.#app, rung);
    return needsOf(rung).flatMap(service => {
      // Whether somebody is signed in is found out by asking for them: a token in hand needs no sign-in.
      const those = all.filter(target => target.service === service && target.isSignIn !== true);
      const near = those.filter(({label}) => region !== undefined && label.includes(`(${region})`));
      return near.length === 0 ? those : near;
    });
  }
}

/** All at once and never for longer than the limit. Where nothing could be asked, nothing is taken for down. */
export async function gatherEvidence(
  app: EmergencyApp,
  {rungs}: EmergencyOrder,
  signal: AbortSignal,
): Promise<Evidence> {
  let targets: ReadonlyMap<string, readonly ProbeTarget[]> = new Map();
  const outcome = await within(app.clock, PROBE_LIMIT + GRACE, signal, async inner => {
    targets = await targetsOf(app, rungs);
    return app.prober.probe(distinct([...targets.values()].flat()), PROBE_LIMIT, inner);
  }).catch(problemOf);
  return new Evidence(app, targets, Array.isArray(outcome) ? outcome : []);
}

async function targetsOf(app: EmergencyApp, rungs: readonly Rung[]) {
  const profiles = [...new Set(rungs.map(({profile = app.profile}) => profile))];
  const found = profiles.map(async profile => {
    const targets = await app.targetsOf(profile).catch(() => []);
    return [profile, targets] as const;
  });
  return new Map(await Promise.all(found));
}

const distinct = (targets: readonly ProbeTarget[]): readonly ProbeTarget[] => [
  ...new Map(targets.map(target => [`${target.service} ${target.url}`, target])).values(),
];

const isOf = (probe: Probe, {service, label, url}: ProbeTarget): boolean =>
  probe.service === service && probe.label === label && probe.host === hostOf(url);

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : url);

function regionOf(app: EmergencyApp, rung: Rung): string | undefined {
  if (isOfUser(rung)) return rung.region;
  const {sessions = []} = app.settings.profiles?.[rung.profile ?? app.profile]?.aws ?? {};
  const session = sessionOf(app, rung);
  return sessions.find(({name}) => name === session)?.region;
}
