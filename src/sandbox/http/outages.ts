import type {OriginName} from './call.ts';
import type {Harm} from './faults.ts';

/** Services of the practice cloud, as people call them: Entra is at the origin `login`. */
export const services = ['entra', 'arm', 'graph', 'oidc', 'portal', 'sts', 'signin', 'sinks'] as const;

export type Service = (typeof services)[number];

/** `refused`: nobody listens there. `cut`: connections break. `hang`: no answer ever comes. `503`: it says that it cannot. */
export const outageManners = ['refused', 'cut', 'hang', '503'] as const;

export type OutageManner = (typeof outageManners)[number];

export const originOf = (service: Service): OriginName => (service === 'entra' ? 'login' : service);

/** Services that are down whole, whatever is asked of them. */
export interface Outages {
  /** Until it is brought up again. Settles when nobody gets through any more. */
  takeDown(service: Service, manner?: OutageManner): Promise<void>;
  /** Left out: all of them. */
  bringUp(service?: Service): Promise<void>;
}

export interface OutageBook extends Outages {
  /** What every request to this origin meets. */
  meet(origin: OriginName): Harm | undefined;
}

/** A door that can be shut: behind a shut one nobody listens. */
export interface Door {
  shut(): Promise<void>;
  open(): Promise<void>;
}

const HARMS: Readonly<Record<Exclude<OutageManner, 'refused'>, Harm>> = {
  cut: {reset: true},
  hang: {hang: true},
  '503': {status: 503, body: {error: {code: 'ServiceUnavailable', message: 'The service is unavailable.'}}},
};

export function createOutages(doorOf: (origin: OriginName) => Door | undefined): OutageBook {
  const down = new Map<OriginName, OutageManner>();
  const bringUp = async (origin: OriginName) => {
    if (down.get(origin) === 'refused') await doorOf(origin)?.open();
    down.delete(origin);
  };
  return {
    meet: origin => {
      const manner = down.get(origin);
      return manner === undefined || manner === 'refused' ? undefined : HARMS[manner];
    },
    takeDown: async (service, manner = 'refused') => {
      const origin = originOf(service);
      await bringUp(origin);
      if (manner === 'refused') await doorOf(origin)?.shut();
      down.set(origin, manner);
    },
    bringUp: async service => {
      const origins = service === undefined ? [...down.keys()] : [originOf(service)];
      await Promise.all(origins.map(bringUp));
    },
  };
}
