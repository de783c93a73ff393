export type {Audience, EntraAccess} from './access.ts';
export type {EntraSessionOptions, Records} from './options.ts';
export {createEntraSession} from './session.ts';
