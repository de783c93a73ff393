type Listener = NodeJS.SignalsListener;

/**
 * Loads a module, and takes back what it listens to of signals from then on: the signals are this program's. (`when-exit`,
 * underneath conf, sends each signal on to the process, so that one ctrl-c would count as two: the second does not wait
 * for what is under way.)
 */
export async function withSignalsKept<T>(load: () => Promise<T>): Promise<T> {
  const before = new Set(all().map(([, listener]) => listener));
  const loaded = await load();
  for (const [signal, listener] of all())
    if (!before.has(listener) && isOnce(listener)) process.off(signal, listener);
  return loaded;
}

const all = (): readonly (readonly [NodeJS.Signals, Listener])[] =>
  process
    .eventNames()
    .filter((name): name is NodeJS.Signals => typeof name === 'string' && name.startsWith('SIG'))
    .flatMap(signal => process.rawListeners(signal).map(listener => [signal, listener as Listener] as const));

/** What was added by `once` knows the listener that it stands for; ours stay, and are added by `on`. */
const isOnce = (listener: Listener): boolean => 'listener' in listener;
