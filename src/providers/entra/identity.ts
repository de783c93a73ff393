import {explain} from '../../core/explain.ts';
import type {Identity} from '../../core/identity.ts';
import {problemOf} from '../../core/problem.ts';
import {untrusted} from '../../core/untrusted.ts';
import {type Inside, recordOf} from './inside.ts';

/** Who is signed in, from the record alone: no network, no prompt, no look into the locked vault. */
export async function identityOf(inside: Inside): Promise<Identity> {
  const {options} = inside;
  const record = await recordOf(inside);
  const tokenStore = await storeOf(inside);
  const there = record !== undefined && !record.ended && (await stillThere(inside, tokenStore));
  return {
    ...{provider: 'entra', cloud: options.cloudName, clientId: options.clientId, tokenStore},
    account: record === undefined ? null : untrusted(record.account),
    tenantId: record?.tenantId ?? options.tenantId,
    oid: record?.oid ?? null,
    signedIn: there,
    expiresAt: there ? record.expiresAt : null,
  };
}

/** A vault in memory opens without asking, and the tokens of another process are not in it. */
async function stillThere({shelf}: Inside, {level}: Identity['tokenStore']): Promise<boolean> {
  return level !== 'memory' || (await shelf.read()) !== undefined;
}

/** Without a store there is nothing to protect; the reason is said, and `login` refuses. */
async function storeOf({options}: Inside): Promise<Identity['tokenStore']> {
  try {
    const {level, path, protection} = await options.vault();
    return {level, path, protection};
  } catch (thrown) {
    const problem = problemOf(thrown);
    if (problem.code !== 'misconfigured') throw thrown;
    return {level: 'memory', path: null, protection: explain(problem).title};
  }
}
