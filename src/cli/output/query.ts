import {usage} from '../argv.ts';

/** A JMESPath that has been read and whose functions exist. */
export interface Query {
  readonly text: string;
  /** Throws `usage` where it does not fit what it is given. */
  pick(document: unknown): unknown;
}

/** The package's own typings leave `compile` out. */
interface JmesPath {
  compile(query: string): unknown;
  search(value: unknown, query: string): unknown;
}

/** Reads a query before anything is sent: a bad one is `usage` (contract 3). */
export async function readQuery(text: string): Promise<Query> {
  const jmespath: JmesPath = (await import('jmespath')).default as unknown as JmesPath;
  const attempt = <T>(work: () => T): T => {
    try {
      return work();
    } catch (thrown) {
      throw usage(`--query “${text}” is no JMESPath that works here: ${reasonOf(thrown)}.`);
    }
  };
  const tree = attempt(() => jmespath.compile(text));
  for (const name of functionNames(tree))
    attempt(() => refuseUnknown(() => jmespath.search(null, `${name}()`)));
  return {text, pick: document => attempt(() => jmespath.search(document, text))};
}

const reasonOf = (thrown: unknown): string =>
  thrown instanceof Error ? thrown.message : 'it cannot be read';

/** Called without arguments every function complains; only an unknown one says that it is unknown. */
function refuseUnknown(call: () => unknown): void {
  try {
    call();
  } catch (thrown) {
    if (thrown instanceof Error && thrown.message.startsWith('Unknown function')) throw thrown;
  }
}

function functionNames(node: unknown): readonly string[] {
  if (Array.isArray(node)) return node.flatMap(functionNames);
  if (typeof node !== 'object' || node === null) return [];
  const {type, name, ...rest} = node as {readonly type?: unknown; readonly name?: unknown};
  const own = type === 'Function' && typeof name === 'string' ? [name] : [];
  return [...own, ...Object.values(rest).flatMap(functionNames)];
}
