import {document} from './document.ts';

/** `config get|set|path`: dotted names and what they hold; `null` for a setting that is absent. */
export const settingsDocument = (settings: Readonly<Record<string, unknown>>) =>
  document(
    'settings',
    Object.entries(settings).map(([name, value]) => ({name, value: value ?? null})),
  );
