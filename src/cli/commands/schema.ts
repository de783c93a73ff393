import {Trouble} from '../../core/problem.ts';
import {safeJson} from '../../core/untrusted.ts';
import type {Call} from '../flags.ts';
import type {Session} from '../session.ts';

/** `stint schema NAME`: the schema itself is the result, whatever `--output` says of documents. */
export async function printSchema(session: Session, call: Call): Promise<number> {
  return writeSchema(session, call.operands[0] ?? '');
}

export async function writeSchema(session: Session, name: string): Promise<number> {
  const {query} = session.globals;
  const schema = await schemaOf(session, name);
  session.host.stdout.write(`${safeJson(query === null ? schema : query.pick(schema), 2)}\n`);
  return 0;
}

async function schemaOf(session: Session, name: string): Promise<unknown> {
  if (name === 'config') return (await session.host.settings()).schema();
  const {SCHEMA_NAMES, schemaNamed} = await import('../schemas/named.ts');
  const schema = schemaNamed(name);
  if (schema !== undefined) return schema;
  throw new Trouble({code: 'not-found', what: 'schema', asked: name, near: [...SCHEMA_NAMES, 'config']});
}
