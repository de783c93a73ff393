import type {Kind} from '../../core/kind.ts';
import type {Audience} from '../../providers/entra/index.ts';

/** Whose token ends a grant of an Entra kind. */
export const audienceOf = (kind: Kind): Audience => (kind === 'azure-resource' ? 'arm' : 'graph');
