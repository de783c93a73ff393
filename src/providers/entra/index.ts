export type {Audience, EntraAccess} from './access.ts';
export {type EntraSessionOptions, type Records, sessionKey} from './options.ts';
export {readRecord} from './record.ts';
export {createEntraSession} from './session.ts';
