import {randomBytes} from 'node:crypto';
import {type Answer, type Call, type Handler, record} from '../http/call.ts';
import type {IssuedSession} from './model.ts';
import {AwsRefusal} from './refusal.ts';
import type {RoleSessions} from './role-sessions.ts';

/** Everything that the sign-in of the console knows. */
export interface ConsoleService {
  readonly roleSessions: RoleSessions;
  readonly now: () => number;
  /** Sign-in tokens and when they end, ms. */
  readonly tokens: Map<string, number>;
}

/** A sign-in token is good for a quarter of an hour. */
const tokenMs = 900_000;

const html = {'content-type': 'text/html; charset=utf-8'};

/** The federation endpoint of the console (reference aws-jit 8, "Console URL"). */
export function consoleHandler(service: ConsoleService): Handler {
  return call => {
    try {
      if (call.path !== '/federation') return {status: 404, headers: html, body: 'Not found'};
      const action = call.query.get('Action');
      if (action === 'getSigninToken') return signInToken(service, call);
      if (action === 'login' && call.method === 'GET') return login(service, call);
      throw refused('Action must be getSigninToken or login');
    } catch (refusal) {
      if (!(refusal instanceof AwsRefusal)) throw refusal;
      return {status: refusal.status, headers: html, body: `<html><body>${refusal.message}</body></html>`};
    }
  };
}

const refused = (message: string): AwsRefusal => new AwsRefusal(400, 'BadRequest', message);

function signInToken({roleSessions, now, tokens}: ConsoleService, call: Call): Answer {
  const asked = call.method === 'POST' ? new URLSearchParams(call.body) : call.query;
  const session = sessionIn(asked.get('Session') ?? '', roleSessions);
  if (session === undefined || session.by === 'session-token' || now() >= session.expiresAt)
    throw refused('Session is not valid');
  checkDuration(asked.get('SessionDuration'), session);
  const token = randomBytes(192).toString('base64url');
  tokens.set(token, now() + tokenMs);
  return {status: 200, body: {SigninToken: token}};
}

function sessionIn(text: string, roleSessions: RoleSessions): IssuedSession | undefined {
  const {sessionId, sessionKey, sessionToken} = parsed(text);
  const found = typeof sessionId === 'string' ? roleSessions.find(sessionId) : undefined;
  return found?.secretAccessKey === sessionKey && found?.sessionToken === sessionToken ? found : undefined;
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    return record(JSON.parse(text));
  } catch {
    return {};
  }
}

/** It has to be left out for credentials of a chained role, whose console session ends with them. */
function checkDuration(text: string | null, {chained}: IssuedSession): void {
  if (text === null) return;
  const seconds = Number(text);
  if (chained) throw refused('SessionDuration is not allowed for credentials of a chained role');
  if (!/^\d+$/.test(text) || seconds < 900 || seconds > 43_200)
    throw refused('SessionDuration must be between 900 and 43200');
}

function login({now, tokens}: ConsoleService, {query}: Call): Answer {
  const destination = query.get('Destination') ?? '';
  if (!URL.canParse(destination)) throw refused('Destination is not valid');
  if (now() >= (tokens.get(query.get('SigninToken') ?? '') ?? 0)) throw refused('SigninToken is not valid');
  return {status: 302, headers: {location: destination}};
}
