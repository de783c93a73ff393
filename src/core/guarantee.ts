import type {Kind} from './kind.ts';
import type {Seconds} from './time.ts';

/** Who ends a grant, and how long access can outlive the end at worst (contract 1, 4). */
export interface Guarantee {
  readonly endedBy: 'cloud' | 'session' | 'local';
  readonly overrunSeconds: Seconds;
}

/** The three PIM kinds. Azure caches role assignments up to 10 min; tokens already issued live up to an hour. */
export function pimGuarantee(kind: Kind): Guarantee {
  return {endedBy: 'cloud', overrunSeconds: kind === 'azure-resource' ? 600 : 3600};
}

const ENDERS: Readonly<Record<Guarantee['endedBy'], string>> = {
  cloud: 'Ended by the cloud',
  session: 'Ends when the credentials expire',
  local: 'Ends when this machine stops handing credentials out',
};

/** `Ended by the cloud; access can outlive the end by up to 10 min.` */
export function guaranteeInWords(guarantee: Guarantee): string {
  if (guarantee.overrunSeconds === 0) return `${ENDERS[guarantee.endedBy]}.`;
  return `${ENDERS[guarantee.endedBy]}; access can outlive the end by up to ${Math.ceil(guarantee.overrunSeconds / 60)} min.`;
}
