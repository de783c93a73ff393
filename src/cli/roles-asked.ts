import {usage} from './argv.ts';
import {commandNamed} from './command-table.ts';
import {type Call, listFlag} from './flags.ts';

/** The roles on the line, and `--bundle NAME` as `@NAME`. Throws `usage` where there is none. */
export function rolesAsked(call: Call): readonly string[] {
  const bundles = listFlag(call, 'bundle').map(name => (name.startsWith('@') ? name : `@${name}`));
  const asked = [...call.operands, ...bundles];
  if (asked.length === 0) throw usage('Name a role, or a bundle as @name.', commandNamed(call.command));
  return asked;
}
