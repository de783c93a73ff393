import {createHash, generateKeyPairSync, sign} from 'node:crypto';
import type {EmergencyHost, EmergencyOptions, OpenedEmergency} from '../../src/cli/host.ts';
import type {Incident, Probe, Told} from '../../src/core/emergency.ts';
import type {UserKey} from '../../src/core/ports.ts';
import {Trouble} from '../../src/core/problem.ts';
import {Secret} from '../../src/core/secret.ts';
import type {World} from './fakes.ts';

/** As an answer: the question is given up. */
export const CTRL_C = '\u0003';

/** What is there in the emergency, and what was heard; a test changes it in place. */
export class FakeEmergency {
  practice = false;
  isPassing = false;
  inMemory = false;
  ignored: readonly string[] = [];
  /** Why the record does not verify. */
  broken: string | null = null;
  /** The file that took what the record did not take. */
  beside: string | undefined;
  probes: readonly Probe[] = [
    {
      ...{service: 'entra', label: 'Microsoft Entra', host: 'login.example', isUp: true},
      ...{status: 200, reason: null, took: 12},
    },
    {
      ...{service: 'sts', label: 'AWS STS (eu-west-1)', host: 'sts.example', isUp: false},
      ...{status: null, reason: 'it refused the connection', took: 3},
    },
  ];
  told: readonly Told[] = [
    {sink: 'ops', isTold: true, problem: null},
    {sink: 'siem', isTold: false, problem: 'unreachable'},
  ];
  readonly incidents: Incident[] = [];
  /** What the role of an IAM user is asked for with. */
  userRole: ReturnType<OpenedEmergency['roleOfUser']> | undefined;
  readonly keys = new Map<string, {readonly key: UserKey; readonly passphrase: string}>();
  /** Answers to secret questions, in order. */
  secrets: string[] = [];
  input = '';
  readonly files = new Map<string, string>();
  readonly saved = new Map<string, string>();
  readonly asked: string[] = [];
  readonly opened: EmergencyOptions[] = [];
  closed = 0;
  readonly signer = newSigner();

  host({app}: World): EmergencyHost {
    return {
      openEmergency: async options => {
        this.opened.push(options);
        return this.#app(app);
      },
      openIncidents: async () => this.incidents,
      emergencyRecord: async () => app.audit,
      askSecret: async question => {
        this.asked.push(question);
        if (this.secrets[0] === CTRL_C)
          throw new Trouble({code: 'cancelled', reason: 'No secret was given.'});
        return new Secret(this.secrets.shift() ?? '');
      },
      shell: async () => ['/bin/zsh'],
      readInput: async () => new Secret(this.input),
      readSecretFile: async path => new Secret(this.files.get(path) ?? ''),
      readTextFile: async path => this.files.get(path),
      saveFile: async (path, text) => {
        if (this.saved.has(path)) throw new Trouble({code: 'state-unwritable', path, reason: 'it is there'});
        this.saved.set(path, text);
      },
    };
  }

  #app(app: World['app']): OpenedEmergency {
    const {profile, settings, clock, server, newId} = app;
    return {
      ...{profile, settings, clock, server, newId, practice: this.practice, ignored: this.ignored},
      settingsFile: {path: '/home/ada/.config/stint/config.json', sha256: '0123456789abcdef'.repeat(4)},
      audit: {...app.audit, broken: async () => this.broken, beside: () => this.beside},
      incidents: {
        open: async incident => void this.incidents.push(incident),
        opened: async () => this.incidents,
        close: async id => this.#close(id),
      },
      prober: {probe: async () => this.probes},
      teller: {tell: async () => this.told},
      keys: {
        names: async () => [...this.keys.keys()],
        keep: async (user, key, passphrase) =>
          void this.keys.set(user, {key, passphrase: passphrase.reveal()}),
        open: async user => this.keys.get(user)?.key,
        forget: async user => void this.keys.delete(user),
      },
      signer: this.signer,
      appOf: async () => app,
      targetsOf: async () => [],
      roleOfUser: () => {
        if (this.userRole === undefined) throw new Error('no user role here');
        return this.userRole;
      },
      ...{warnings: [], isPassing: this.isPassing, loansAreInMemory: () => this.inMemory},
      close: async () => {
        this.closed += 1;
      },
    };
  }

  #close(id: string): boolean {
    const at = this.incidents.findIndex(one => one.id === id);
    if (at >= 0) this.incidents.splice(at, 1);
    return at >= 0;
  }
}

/** A machine of its own: nobody is their own second person. */
function newSigner(): OpenedEmergency['signer'] {
  const {privateKey, publicKey: point} = generateKeyPairSync('ed25519');
  const bytes = point.export({format: 'der', type: 'spki'});
  const key = createHash('sha256').update(bytes).digest('hex');
  return {
    key: async () => ({key, publicKey: bytes.toString('base64')}),
    sign: async text => sign(null, text, privateKey).toString('base64'),
  };
}
