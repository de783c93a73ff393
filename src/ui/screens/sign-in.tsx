import {Box} from 'ink';
import type {ReactNode} from 'react';
import {explain} from '../../core/explain.ts';
import type {Problem} from '../../core/problem.ts';
import {AZURE_CLI_CLIENT_ID} from '../../core/settings.ts';
import {exact} from '../../core/untrusted.ts';
import {bodyHeight} from '../layout.ts';
import type {Model, ScreenOf, SignInStage} from '../model.ts';
import {clip, widthOf, wrapped} from '../parts/cell.ts';
import {Header, Rule} from '../parts/header.tsx';
import {qrLines} from '../parts/qr.ts';
import {dim, Lines, type Span} from '../parts/row.tsx';
import {remedies} from '../remedies.ts';
import {isBlocked} from '../sign-in-stage.ts';
import {nameOfTarget, type SignInTarget} from '../sign-in-target.ts';
import {say} from '../theme.ts';
import {timeLeft} from '../times.ts';

type SignInLines = readonly (readonly Span[])[];

export function SignIn({
  model,
  screen,
}: {
  readonly model: Model;
  readonly screen: ScreenOf<'sign-in'>;
}): ReactNode {
  const height = bodyHeight(model);
  const qr = qrFor(model, screen.stage, height);
  const width = model.size.columns - (qr.length === 0 ? 0 : QR_CELLS);
  return (
    <>
      <Header model={model} />
      <Rule model={model} />
      <Box>
        <Box flexDirection="column" width={width}>
          <Lines lines={[[], ...linesFor(model, screen, width)]} height={height} />
        </Box>
        {qr.length > 0 && (
          <Box flexDirection="column">
            <Lines lines={[[], ...qr.map(text => [{text}])]} height={height} />
          </Box>
        )}
      </Box>
    </>
  );
}

const QR_CELLS = 31;

/** Shown where it fits whole beside the words and leaves the link whole: half a code is none. */
function qrFor(model: Model, stage: SignInStage, height: number): readonly string[] {
  if (stage.type !== 'device') return [];
  const link = say(model.look, stage.verificationUri);
  if (model.size.columns - QR_CELLS < LINK_AT + Math.max(widthOf(link), GUID)) return [];
  const lines = qrLines(model.look, exact(stage.verificationUri));
  return lines.length + 1 <= height && widthOf(lines[0] ?? '') <= QR_CELLS ? lines : [];
}

/** The column in which links and codes begin. */
const LINK_AT = 13;
/** Tenant and app are there to be compared: they are not cut either. */
const GUID = 36;

function linesFor(model: Model, screen: ScreenOf<'sign-in'>, width: number): SignInLines {
  const {stage} = screen;
  const title: readonly Span[] = [
    {text: `  Sign in to ${say(model.look, nameOfTarget(screen.target))}`, bold: true},
  ];
  switch (stage.type) {
    case 'starting':
      return [title, [], [dim('  Asking for a code')], [], ...whom(model, screen, width)];
    case 'device':
      return [title, ...deviceLines(model, screen, stage, width)];
    case 'browser':
      return [
        title,
        [],
        [{text: '  Go on in the browser that has been opened.'}],
        [],
        ...whom(model, screen, width),
        [],
        [dim(`  It is waited for another ${timeLeft(stage.expiresAt, model.now)}.`)],
      ];
    case 'stopped':
      return [title, [], ...stoppedLines(model, screen, stage, width)];
  }
}

function deviceLines(
  model: Model,
  screen: ScreenOf<'sign-in'>,
  stage: Extract<SignInStage, {type: 'device'}>,
  width: number,
): SignInLines {
  const {look} = model;
  const airy = model.size.rows >= 20 ? [[]] : [];
  const code: Span = {text: spaced(say(look, stage.userCode)), bold: true, colour: look.colours.accent};
  return [
    ...airy,
    ...linkLines(model, stage, width),
    [{text: '   2  Enter'}],
    ...airy,
    [{text: '          '}, code],
    ...airy,
    ...whom(model, screen, width),
    ...airy,
    ...wrapped(warning(screen), width - 4).map(text => [{text: `  ${text}`, colour: look.colours.ending}]),
    [dim(`  The code lives another ${timeLeft(stage.expiresAt, model.now)}.`)],
    ...wrapped(waitsFor(model), width - 4).map(text => [dim(`  ${text}`)]),
  ];
}

/** The page of AWS shows the code once more before it asks for a yes: whoever compares is not led on (reference aws-jit 1). */
const warning = ({target}: ScreenOf<'sign-in'>): string =>
  target.provider === 'aws'
    ? 'Compare the code on the page. Go on only if you started this just now.'
    : 'Go on only if you started this just now.';

const waitsFor = ({profile}: Model): string =>
  profile?.practice === true ? 'The practice cloud enters it by itself.' : 'This screen goes on by itself.';

/** `H K 7 2   M D Q X`, or `H K 7 2 - M D Q X` as AWS writes it: read aloud and typed without losing the place. */
function spaced(code: string): string {
  const characters = [...code];
  if (code.includes('-')) return characters.join(' ');
  const half = Math.ceil(characters.length / 2);
  return characters.map((one, at) => (at === 0 ? one : `${at === half ? '   ' : ' '}${one}`)).join('');
}

/** The link is never cut: where it is long it takes lines of its own. */
function linkLines(model: Model, stage: Extract<SignInStage, {type: 'device'}>, width: number): SignInLines {
  const link = say(model.look, stage.verificationUri);
  if (LINK_AT + widthOf(link) <= width) return [[{text: '   1  Open   '}, {text: link, bold: true}]];
  return [[{text: '   1  Open'}], ...wrapped(link, width - 2).map(text => [{text: `  ${text}`, bold: true}])];
}

function whom(model: Model, {target}: ScreenOf<'sign-in'>, width: number): SignInLines {
  const {profile, look} = model;
  if (profile === null) return [];
  if (target.provider === 'aws') return identityCenter(model, target, width);
  const app =
    profile.clientId === AZURE_CLI_CLIENT_ID ? 'Azure CLI: Azure roles only' : say(look, profile.clientId);
  const cloud = profile.cloud === 'public' ? [] : [[dim('   cloud    '), {text: say(look, profile.cloud)}]];
  const cut = (text: string) => clip(text, width - 13, look.glyphs.more);
  return [
    [dim('   tenant   '), {text: cut(say(look, profile.tenantId ?? 'not named: your own'))}],
    [dim('   app      '), {text: cut(app)}],
    ...cloud,
  ];
}

/** Which Identity Center it is, for comparing with the page. */
function identityCenter(
  {look}: Model,
  {session, startUrl, region}: SignInTarget,
  width: number,
): SignInLines {
  const rows = [
    ['session', session],
    ['start', startUrl],
    ['region', region],
  ] as const;
  return rows.flatMap(([label, text]) =>
    text === null
      ? []
      : [[dim(`   ${label.padEnd(8)} `), {text: clip(say(look, text), width - 13, look.glyphs.more)}]],
  );
}

function stoppedLines(
  model: Model,
  {target}: ScreenOf<'sign-in'>,
  stage: Extract<SignInStage, {type: 'stopped'}>,
  width: number,
): SignInLines {
  const {look} = model;
  const words = explain(stage.problem);
  const offer = isBlocked(stage)
    ? 'Your organisation does not allow codes here. Press enter to sign in with the browser instead.'
    : target.provider === 'aws'
      ? 'Press enter to try again.'
      : 'Press enter to try again, b for the browser.';
  return [
    ...wrapped(say(look, words.title), width - 6).map((text, at) => [
      {text: at === 0 ? `  ${look.glyphs.refused} ` : '    ', colour: look.colours.refused},
      {text},
    ]),
    ...onThisScreen(stage.problem).flatMap(step =>
      wrapped(say(look, step), width - 6).map(text => [dim(`    ${text}`)]),
    ),
    [],
    ...wrapped(offer, width - 4).map(text => [{text: `  ${text}`, bold: true}]),
  ];
}

/** How to sign in is offered below with its keys: what is left of the next steps is for somebody else. */
const onThisScreen = (problem: Problem): readonly string[] =>
  remedies(problem).filter(step => !/^sign in with/i.test(step));
