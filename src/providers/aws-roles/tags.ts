import type {Tag} from '@aws-sdk/client-sts';
import {mappedText, ticketText} from '../../core/aws-text.ts';
import type {Ticket} from '../../core/intent.ts';

/** Why someone asks, as CloudTrail is to hold it. */
export interface Reasons {
  readonly justification: string | null;
  readonly ticket: Ticket | null;
}

/** Session tags with what is left of each text; one of which nothing is left is not sent (reference aws-jit 3). */
export function sessionTags({justification, ticket}: Reasons): Tag[] {
  const texts = [
    ['stint:justification', justification ?? ''],
    ['stint:ticket', ticket === null ? '' : ticketText(ticket)],
  ] as const;
  return texts.map(([Key, text]) => ({Key, Value: mappedText(text).text})).filter(({Value}) => Value !== '');
}
