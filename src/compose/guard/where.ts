import {resolve} from 'node:path';
import type {Problem} from '../../core/problem.ts';
import type {Environment} from '../../host/proxy.ts';

/** Where this process stands among the others. */
export interface Standing {
  readonly pid: number;
  /** Who started us, as it was then: 1 is the first process of a machine or a container. */
  readonly parent: number;
}

/**
 * Why nobody could stay behind here; `undefined`: somebody can. What starts us as its only task, a container's first
 * process or a build job, takes everything with it when we are gone (design 8).
 */
export function whyNoGuard(env: Environment, {pid, parent}: Standing): Problem | undefined {
  if (pid === 1 || parent === 1) return nobody('This is the main process here, and everything ends with it');
  if (env.CI !== undefined && env.CI !== '') return nobody('A build job ends everything with it');
  return undefined;
}

function nobody(why: string): Problem {
  return {
    code: 'unsupported',
    reason: `${why}: nobody can stay behind to end the access should this process be killed.`,
    nextSteps: ['Use --wait-end, which stays until it is ended', 'The next stint command ends it otherwise'],
  };
}

/** Trust, and what Windows cannot start anything without. */
const PASSED = ['NODE_EXTRA_CA_CERTS', 'NODE_USE_SYSTEM_CA', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'SystemRoot'];
/** Its working folder is another one. */
const FILES = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'SSL_CERT_DIR'];
const TRUST_OPTION = /^--use-(system|openssl|bundled)-ca$/;

/** What a guardian's process is started with: whom to trust, and no secret. */
export function guardEnvironment(env: Environment): Readonly<Record<string, string>> {
  const passed = PASSED.flatMap(name => {
    const value = env[name];
    if (value === undefined || value === '') return [];
    return [[name, FILES.includes(name) ? resolve(value) : value] as const];
  });
  const options = (env.NODE_OPTIONS ?? '').split(/\s+/).filter(option => TRUST_OPTION.test(option));
  return {
    ...Object.fromEntries(passed),
    ...(options.length === 0 ? {} : {NODE_OPTIONS: options.join(' ')}),
  };
}

const PROXY = /^(https?_proxy|all_proxy|no_proxy)$/i;

/** They go over the pipe: their values may hold a password. */
export const proxiesIn = (env: Environment): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      PROXY.test(name) && value !== undefined ? [[name, value] as const] : [],
    ),
  );
