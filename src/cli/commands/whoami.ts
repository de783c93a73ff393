import type {Identity} from '../../core/identity.ts';
import {type Problem, Trouble} from '../../core/problem.ts';
import {whoAmI} from '../../usecases/who-am-i.ts';
import {identitiesDocument} from '../documents/identities.ts';
import {identityText} from '../output/identity-text.ts';
import {writeResult} from '../output/write-result.ts';
import {type Session, withApp} from '../session.ts';

/** `stint whoami`: from what is stored, no network. Signed in nowhere is 4, with the document all the same. */
export async function whoami(session: Session): Promise<number> {
  return withApp(session, {}, async app => {
    const identities = await session.deadline.answer(whoAmI(app));
    if (identities.length === 0) throw new Trouble({code: 'signed-out', reason: 'never'});
    const isSignedIn = identities.some(identity => identity.signedIn);
    await writeIdentities(session, identities, app.server.now());
    if (isSignedIn) return 0;
    if (session.globals.format !== 'json') session.notes.problem({code: 'signed-out', reason: 'never'});
    return 4;
  });
}

/** The `identities` document, or a paragraph for each. `now` is server time. */
export async function writeIdentities(
  session: Session,
  identities: readonly Identity[],
  now: number,
  problems: readonly Problem[] = [],
): Promise<void> {
  const text = () => identities.map(identity => identityText(identity, now, session.look)).join('\n');
  const document = () => identitiesDocument(identities, problems);
  await writeResult(session, {document, text, problems});
}
