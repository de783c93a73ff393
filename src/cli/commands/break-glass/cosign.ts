import type {CosignRequest} from '../../../core/cosign.ts';
import {Trouble} from '../../../core/problem.ts';
import {visible} from '../../../core/untrusted.ts';
import {type Cosigning, cosign} from '../../../usecases/break-glass/cosign.ts';
import {usage} from '../../argv.ts';
import {cosignaturesDocument} from '../../documents/cosignatures.ts';
import {withEmergency} from '../../emergency/with-emergency.ts';
import {type Call, isOn} from '../../flags.ts';
import type {OpenedEmergency} from '../../host.ts';
import {writeResult} from '../../output/write-result.ts';
import type {Session} from '../../session.ts';

/** `stint break-glass cosign`: shows who asks for what, and signs it with the key of this machine's record. */
export function cosignRequest(session: Session, call: Call): Promise<number> {
  return withEmergency(session, false, async app => {
    if (isOn(call, 'key')) return ownKey(session, app);
    const cosigning = cosign(app, await requestText(session, call));
    show(session, cosigning);
    await agree(session);
    const signed = await cosigning.sign();
    const document = () => cosignaturesDocument(cosigning.request.incident, signed);
    await writeResult(session, {document, text: () => `${signed.answer}\n`, problems: []});
    session.notes.note('Send this line back to whoever asked.');
    return 0;
  });
}

async function ownKey(session: Session, {signer}: OpenedEmergency): Promise<number> {
  const own = await signer.key();
  const document = () => cosignaturesDocument(null, own);
  await writeResult(session, {document, text: () => `${own.publicKey}\n`, problems: []});
  session.notes.note(`Its fingerprint is ${own.key}.`);
  session.notes.note('Others name it in breakGlass.cosign.signers of their settings, with your name.');
  return 0;
}

async function requestText({host, mayAsk}: Session, call: Call): Promise<string> {
  const [given] = call.operands;
  if (given !== undefined) return given;
  if (!host.inputIsTty) return (await host.readInput()).reveal();
  if (!mayAsk) throw usage('Name the request, or give it on stdin.', {name: 'break-glass cosign'});
  return host.askLine('Request: ');
}

/** Every word is somebody else's. */
function show({notes}: Session, {request, isLate}: Cosigning): void {
  for (const [label, text] of rows(request)) notes.tell(`  ${label.padEnd(9)} ${visible(text)}`);
  if (isLate) notes.tell('Nobody waits for this answer any more.');
}

function rows(request: CosignRequest): readonly (readonly [string, string])[] {
  const {incident, drill, reason, rungs, by, profile, at, until} = request;
  return [
    ['Incident', drill ? `${incident} (a drill: nothing is wrong)` : incident],
    ['Who', by ?? 'nobody could tell who asks'],
    ['Profile', profile],
    ['Roles', rungs.join(', ')],
    ['Why', reason],
    ['Asked at', at],
    ['Until', until],
  ];
}

async function agree({host, mayAsk, globals}: Session): Promise<void> {
  if (globals.yes) return;
  if (!mayAsk)
    throw new Trouble({
      code: 'usage',
      reason: 'Nobody can be asked here: --yes is missing.',
      nextSteps: ['Read the request above, then run it again with --yes'],
    });
  if (!(await host.askYesNo('Have you talked to them, and do you stand up for this?')))
    throw new Trouble({code: 'cancelled', reason: 'Nothing was signed.'});
}
