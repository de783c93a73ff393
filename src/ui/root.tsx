import {useApp, useInput, usePaste, useStdin} from 'ink';
import {type ReactNode, useEffect, useSyncExternalStore} from 'react';
import {keyNames} from './key-name.ts';
import type {Loop} from './loop.ts';
import {Picture} from './picture.tsx';

/** The only place where Ink and the loop meet: keys in, pictures out. */
export function Root({loop}: {readonly loop: Loop}): ReactNode {
  const model = useSyncExternalStore(loop.subscribe, loop.model);
  const {suspendTerminal} = useApp();
  const {stdin} = useStdin();
  useEffect(
    () =>
      loop.lends(work =>
        suspendTerminal(async () => {
          await stopReading(stdin);
          await work();
        }),
      ),
    [loop, suspendTerminal, stdin],
  );
  useInput((input, key) => {
    for (const name of keyNames(input, key)) loop.dispatch({type: 'press', key: name});
  });
  usePaste(text => loop.dispatch({type: 'text', text}));
  return <Picture model={model} />;
}

/**
 * Ink stops listening, but the terminal goes on being read: keys meant for a shell would be swallowed, and once the
 * shell's own process group has the terminal our reading fails (EIO). Node lets go of it on `pause`, which a stream
 * tells only when it flowed before, and it flows again only a turn after the last listener has left.
 */
async function stopReading(stdin: {resume(): unknown; pause(): unknown}): Promise<void> {
  await aTurn();
  stdin.resume();
  stdin.pause();
  await aTurn();
}

const aTurn = (): Promise<void> => new Promise(resolve => setImmediate(resolve));
