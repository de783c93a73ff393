import {Agent, createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import type {AwsCredentials} from '../../../src/core/loan.ts';
import type {Network, ServerTime} from '../../../src/core/ports.ts';
import {Secret} from '../../../src/core/secret.ts';
import type {AwsAccess, AwsSession} from '../../../src/providers/aws/access.ts';
import {createClientParts} from '../../../src/providers/aws/clients.ts';
import {HandClock} from '../../support/clock.ts';

export const START = Date.UTC(2026, 10, 22, 12);

/** What the loopback cloud answers instead of its own answer, once. `cut`: the connection, before any answer. */
export interface Retort {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly cut?: boolean | undefined;
}

/** A no of STS in its own shape. */
export const no = (status: number, code: string, message: string): Retort => ({
  status,
  body: `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>req-1</RequestId></ErrorResponse>`,
  headers: {'x-amzn-requestid': 'req-1'},
});

export interface Heard {
  readonly method: string;
  readonly path: string;
  /** Members of the form, or of the query. */
  readonly fields: Readonly<Record<string, string>>;
  readonly headers: IncomingMessage['headers'];
}

/** STS and the federation page on loopback, with a memory; its time is the wall clock plus `ahead`. */
export class Loopback {
  readonly clock = new HandClock(START);
  readonly heard: Heard[] = [];
  /** Answers for the next calls of one action, first one first. */
  readonly retorts = new Map<string, Retort[]>();
  caller = 'arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Prod_Ops_0123456789abcdef/ada@example.org';
  /** ms that this cloud's clock is ahead of this machine's. */
  ahead = 0;
  #measured: number | undefined;
  readonly #server = createServer((request, response) => void this.#answer(request, response));

  readonly server: ServerTime = {
    now: () => this.clock.now() + (this.#measured ?? 0),
    offset: () => this.#measured,
  };
  readonly #network: Network = {
    agentFor: () => new Agent(),
    sawDate: (header, askedAt) => {
      if (header) this.#measured = Date.parse(header) - askedAt;
    },
  };
  readonly clientParts: AwsAccess['clientParts'] = createClientParts({
    ...{network: this.#network, clock: this.clock, server: this.server, debug: undefined},
  });

  async start(): Promise<this> {
    await new Promise<void>(ready => this.#server.listen(0, '127.0.0.1', ready));
    return this;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(done => this.#server.close(done));
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  session(name = 'corp', region = 'eu-west-1'): AwsSession {
    const endpoints = {oidc: this.origin, portal: this.origin, sts: this.origin, signin: this.origin};
    return {name, startUrl: 'https://d-1.awsapps.com/start', region, partition: 'aws', endpoints};
  }

  next(action: string, ...retorts: readonly Retort[]): void {
    this.retorts.set(action, [...retorts]);
  }

  asked(action: string): readonly Heard[] {
    return this.heard.filter(({fields}) => fields.Action === action);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.origin);
    let text = '';
    for await (const chunk of request) text += chunk;
    const fields = Object.fromEntries(
      request.method === 'GET' ? url.searchParams : new URLSearchParams(text),
    );
    this.heard.push({method: request.method ?? '', path: url.pathname, fields, headers: request.headers});
    const retort = this.retorts.get(fields.Action ?? '')?.shift() ?? this.#own(fields);
    if (retort.cut) return void request.socket.destroy();
    const date = new Date(this.clock.now() + this.ahead).toUTCString();
    response.writeHead(retort.status, {date, 'content-type': 'text/xml', ...retort.headers});
    response.end(retort.body);
  }

  #own(fields: Readonly<Record<string, string>>): Retort {
    if (fields.Action === 'getSigninToken') return {status: 200, body: '{"SigninToken":"signin-token-1"}'};
    if (fields.Action === 'GetCallerIdentity') return {status: 200, body: identity(this.caller)};
    return {status: 200, body: this.#credentials(Number(fields.DurationSeconds))};
  }

  #credentials(length: number): string {
    const end = new Date(Math.floor((this.clock.now() + this.ahead) / 1000 + length) * 1000).toISOString();
    const count = this.asked('AssumeRole').length;
    return `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials><AccessKeyId>ASIAROLE${count}</AccessKeyId><SecretAccessKey>role-secret</SecretAccessKey><SessionToken>role-token</SessionToken><Expiration>${end}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;
  }
}

const identity = (arn: string): string =>
  `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>${arn}</Arn><UserId>AROA:ada</UserId><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`;

export const credentials = (expiresAt: number, accessKeyId = 'ASIAVIA'): AwsCredentials => ({
  ...{accessKeyId, expiresAt},
  secretAccessKey: new Secret('via-secret'),
  sessionToken: new Secret('via-token'),
});
