import type {OpenApp, ScreenHost} from '../host.ts';
import type {Message} from '../message.ts';
import type {Slots} from './slots.ts';

/** What an effect has at hand. */
export interface Desk {
  readonly host: ScreenHost;
  readonly slots: Slots;
  /** `undefined` until one has been opened. */
  app(): OpenApp | undefined;
  opened(app: OpenApp): void;
  tell(message: Message): void;
}

/** The effects of an area, each carried out to its end; a throw is a bug of ours. */
export type Work = Promise<void>;
