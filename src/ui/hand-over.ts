import {visible} from '../core/untrusted.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** `--format` of `stint creds`, as far as a shell can be told from the environment. */
type Dialect = 'env' | 'fish' | 'powershell';

function dialectOf({SHELL, PSModulePath}: Environment): Dialect {
  const shell = SHELL?.replaceAll('\\', '/').split('/').at(-1) ?? '';
  if (/^fish/.test(shell)) return 'fish';
  return /^pwsh/.test(shell) || (shell === '' && PSModulePath !== undefined) ? 'powershell' : 'env';
}

/** The line that puts a loan's credentials into a person's own shell; ids are shell-safe (contract 1). */
export function handOverLine(env: Environment, profile: string, eligibilityId: string): string {
  const dialect = dialectOf(env);
  const named = profile === 'default' ? '' : ` --profile ${quoted(profile, dialect)}`;
  const creds = `stint creds ${eligibilityId}${named} --format ${dialect}`;
  if (dialect === 'fish') return `${creds} | source`;
  return dialect === 'powershell' ? `${creds} | Out-String | Invoke-Expression` : `eval "$(${creds})"`;
}

/** A profile's name comes from the settings and may hold anything: it stays one word, and nothing in it runs. */
function quoted(text: string, dialect: Dialect): string {
  const safe = visible(text);
  if (/^[A-Za-z0-9._-]+$/.test(safe)) return safe;
  if (dialect === 'powershell') return `'${safe.replaceAll("'", "''")}'`;
  return dialect === 'fish' ? `'${safe.replace(/[\\']/g, '\\$&')}'` : `'${safe.replaceAll("'", `'\\''`)}'`;
}
