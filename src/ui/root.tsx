import {useApp, useInput, usePaste} from 'ink';
import {type ReactNode, useEffect, useSyncExternalStore} from 'react';
import {keyNames} from './key-name.ts';
import type {Loop} from './loop.ts';
import {Picture} from './picture.tsx';

/** The only place where Ink and the loop meet: keys in, pictures out. */
export function Root({loop}: {readonly loop: Loop}): ReactNode {
  const model = useSyncExternalStore(loop.subscribe, loop.model);
  const {suspendTerminal} = useApp();
  useEffect(() => loop.lends(work => suspendTerminal(work)), [loop, suspendTerminal]);
  useInput((input, key) => {
    for (const name of keyNames(input, key)) loop.dispatch({type: 'press', key: name});
  });
  usePaste(text => loop.dispatch({type: 'text', text}));
  return <Picture model={model} />;
}
