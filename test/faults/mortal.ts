import {subscribe} from 'node:diagnostics_channel';
import {appendFileSync, writeSync} from 'node:fs';
import type {Errand} from './errand.ts';

/** A line for whoever sent this process: it is out before anything else happens. */
export const say = (line: object): void => void writeSync(1, `${JSON.stringify(line)}\n`);

/** Nothing runs after this, not even what is on its way to the disk or the network. */
const die = (): void => void process.kill(process.pid, 'SIGKILL');

type Deadly = Pick<Errand, 'home' | 'dieBefore' | 'tear'>;

/** Counts the calls that change something outside, and dies before the one that the errand names. */
export class Mortality {
  readonly #errand: Deadly;
  #calls = 0;

  constructor(errand: Deadly) {
    this.#errand = errand;
  }

  reached(call: string): void {
    if (this.#errand.dieBefore === this.#calls) die();
    this.#calls += 1;
    say({call});
    if (this.#errand.tear === this.#calls) this.#tear();
  }

  /** The same port, whose changing calls are points to die at. */
  port<Port extends object>(name: string, port: Port, changing: readonly (keyof Port & string)[]): Port {
    const dying = changing.map(method => {
      const call = port[method];
      if (typeof call !== 'function') throw new Error(`${name} has no ${method}`);
      const mortal = (...args: readonly unknown[]) => {
        this.reached(`${name}.${method}`);
        return Reflect.apply(call, port, args);
      };
      return [method, mortal] as const;
    });
    return {...port, ...Object.fromEntries(dying)};
  }

  /** Node's own announcements: before the first byte of a request leaves, and when its answer begins to arrive. */
  requests(): void {
    const points = [
      ['http.client.request.created', 'request leaves'],
      ['http.client.response.finish', 'answer arrives'],
    ] as const;
    for (const [channel, call] of points)
      subscribe(channel, message => {
        if (changesSomething(message as HttpMessage)) this.reached(call);
      });
  }

  /** Half a line of the record, as a power cut leaves it. */
  #tear(): void {
    appendFileSync(`${this.#errand.home}/audit.ndjson`, '{"account":"ada@contoso.com","author');
    die();
  }
}

interface HttpMessage {
  readonly request: {readonly method: string; readonly path: string};
}

const changesSomething = ({request: {method, path}}: HttpMessage): boolean =>
  (method !== 'GET' && (/ScheduleRequests|oauth2/i.test(path) || AWS_WRITES.test(path))) ||
  path.startsWith('/federation/credentials');

/** OIDC's three, and STS, whose calls all go to its root. */
const AWS_WRITES = /^\/(token|client\/register|device_authorization)?$/;
