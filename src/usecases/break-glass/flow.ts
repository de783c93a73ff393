import type {Chronicle} from './chronicle.ts';
import type {EmergencyApp} from './emergency-app.ts';
import type {EmergencyOrder, People} from './emergency-story.ts';
import type {SignIns} from './sign-ins.ts';
import type {UserKeys} from './user-keys.ts';

/** One emergency on its way. */
export interface Flow {
  readonly app: EmergencyApp;
  readonly order: EmergencyOrder;
  readonly people: People;
  readonly chronicle: Chronicle;
  readonly signIns: SignIns;
  readonly keys: UserKeys;
  /** Users who have shown a code of their second factor. */
  readonly proven: Set<string>;
  readonly signal: AbortSignal;
}
