import {endableFrom} from '../../usecases/cannot-extend.ts';
import type {Form} from '../form.ts';
import type {Model} from '../model.ts';
import {say} from '../theme.ts';
import {clockSecond, clockTime} from '../times.ts';
import {wrapped} from './cell.ts';
import {dim, type Span} from './row.tsx';

/** What more time means for this grant: said before anything is done about it (reference azure-pim 2.2, 2.6, 5.1). */
export function longerLines(model: Model, {extending}: Form): readonly (readonly Span[])[] {
  if (extending === null) return [];
  const {grant, way} = extending;
  const ends = grant.endsAt === null ? '' : clockTime(grant.endsAt, model.now);
  const text =
    way === 'move'
      ? `It ends at ${ends} now; the new time counts from now on.`
      : replaceWords(model, grant, ends);
  return wrapped(say(model.look, text), model.size.columns - 6).map(line => [dim(`   ${line}`)]);
}

type Grant = Exclude<Form['extending'], null>['grant'];

function replaceWords({now}: Model, grant: Grant, ends: string): string {
  const from = endableFrom(grant);
  const when = from > now ? `ends it at ${clockSecond(from)} (PIM: not before)` : 'ends it now';
  return [
    `The cloud cannot extend what runs. This runs until ${ends}, and can be asked for anew then: esc leaves it so.`,
    `Enter ${when} and asks again. You are without the role in between, it may want approval again, and the cloud may not take the new request for about two minutes.`,
  ].join(' ');
}
