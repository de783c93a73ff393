import type {Model} from './model.ts';

/** The clock was set, or the machine slept, and nobody who knows the time has told it since (design 8). */
export const isVague = ({isSure, holdings}: Model): boolean => !isSure || holdings.doubted;

/** `~47 min` while the time is not known for sure. */
export const roughly = (model: Model, time: string): string => (isVague(model) ? `~${time}` : time);
