import type {Identity, SignInEvent} from '../../src/core/identity.ts';
import type {Kind} from '../../src/core/kind.ts';
import type {Authority} from '../../src/core/ports.ts';
import {type Problem, Trouble} from '../../src/core/problem.ts';
import {untrusted} from '../../src/core/untrusted.ts';
import {NOON} from './fake-provider.ts';

export function identity(more: Partial<Identity> = {}): Identity {
  return {
    provider: 'entra',
    account: untrusted('ada@contoso.com'),
    tenantId: 'tenant-1',
    oid: 'oid-1',
    cloud: 'public',
    clientId: 'client-1',
    signedIn: true,
    expiresAt: NOON + 3_600_000,
    tokenStore: {level: 'keyring', path: '/home/ada/tokens', protection: 'the OS keyring'},
    ...more,
  };
}

export class FakeAuthority implements Authority {
  readonly provider = 'entra' as const;
  now: Identity = identity();
  story: (flow: string) => readonly (SignInEvent | Problem)[] = () => [
    {type: 'signed-in', provider: 'entra', identity: identity()},
  ];
  readonly flows: string[] = [];

  identity = async () => this.now;

  actor = async () => {
    if (!this.now.signedIn) throw new Trouble({code: 'signed-out', reason: 'never', provider: 'entra'});
    return {
      profile: 'default',
      authority: 'public',
      tenantId: 'tenant-1',
      oid: 'oid-1',
      account: 'ada@contoso.com',
    };
  };

  async *signIn(flow: string): AsyncGenerator<SignInEvent> {
    this.flows.push(flow);
    for (const event of this.story(flow)) {
      if ('code' in event) throw new Trouble(event);
      yield event;
    }
  }

  stepUp = (_challenge: unknown, _kind: Kind, flow: string) => this.signIn(flow);

  signOut = async () => {
    this.now = identity({signedIn: false, expiresAt: null});
    return this.now;
  };
}
