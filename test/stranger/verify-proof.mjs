// Checks what `stint audit prove SEQ` wrote, with Node alone: no code of stint is used.
//
//   node verify-proof.mjs proof.json [--key FINGERPRINT]
//
// It holds that the first line of the proof stood in the record when its last line, a checkpoint, was signed: every
// line names the SHA-256 of the line before it, and the checkpoint is signed with Ed25519. Give the fingerprint that
// you know from elsewhere: without it, any key will do. Exit code 0: it holds; 1: it does not, and why.
import {createHash, createPublicKey, verify} from 'node:crypto';
import {readFileSync} from 'node:fs';

const [file, flag, trusted] = process.argv.slice(2);

const sha256 = bytes => createHash('sha256').update(bytes).digest('hex');

/** RFC 8785 for what a record holds: objects, lists, texts, whole numbers, true, false and null. */
function canonical(value) {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const members = Object.keys(value).sort();
  return `{${members.map(name => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`;
}

function refuse(reason) {
  process.stdout.write(`does not hold: ${reason}\n`);
  process.exit(1);
}

function parsed(text, what) {
  try {
    return JSON.parse(text);
  } catch {
    return refuse(`${what} is no JSON`);
  }
}

/** The lines as entries: each canonical, numbered on, and naming the hash of the one before. */
function chainOf(lines) {
  const entries = lines.map((line, at) => parsed(line, `line ${at + 1} of the proof`));
  for (const [at, entry] of entries.entries()) {
    if (entry === null || typeof entry !== 'object') refuse('a line is no record');
    // A line that a crash tore is closed by a record of its own, so numbers always go on by one.
    if (canonical(entry) !== lines[at]) refuse(`line ${at + 1} of the proof is not canonical`);
    if (at === 0) continue;
    if (entry.seq !== entries[at - 1].seq + 1) refuse(`line ${entry.seq} is out of place`);
    if (entry.prev !== sha256(lines[at - 1])) refuse(`line ${entry.seq} names another line before it`);
  }
  return entries;
}

/** What was signed: the whole entry without the signature in its seal. */
function signedText(entry) {
  const {signature: _, ...seal} = entry.seal;
  return Buffer.from(canonical({...entry, seal}));
}

const proof = parsed(readFileSync(file, 'utf8'), 'the file').items?.[0];
if (proof === undefined || !Array.isArray(proof.lines) || proof.lines.length === 0)
  refuse('there is no proof in it');
if (!proof.lines.every(line => typeof line === 'string')) refuse('a line is no text');

const entries = chainOf(proof.lines);
const checkpoint = entries.at(-1);
if (entries[0].seq !== proof.seq) refuse(`it is about line ${entries[0].seq}, and says ${proof.seq}`);
if (checkpoint.type !== 'checkpoint' || typeof checkpoint.seal !== 'object')
  refuse('its last line is not signed');

const der = Buffer.from(String(proof.publicKey), 'base64');
const fingerprint = sha256(der);
if (fingerprint !== checkpoint.seal.key) refuse('the public key is not the one that signed');
if (
  flag === '--key' &&
  (trusted === undefined || !/^[0-9a-f]{12,64}$/.test(trusted) || !fingerprint.startsWith(trusted))
)
  refuse(`it is signed with ${fingerprint}, not with the key you trust`);

let holds = false;
try {
  const key = createPublicKey({key: der, format: 'der', type: 'spki'});
  holds = key.asymmetricKeyType === 'ed25519';
  holds &&= verify(null, signedText(checkpoint), key, Buffer.from(checkpoint.seal.signature, 'base64'));
} catch {
  refuse('the public key is none');
}
if (!holds) refuse('the signature does not fit');

const {seq, time, type, account, name, scope, justification} = entries[0];
const told = {seq, time, type, account, name, scope: scope?.name ?? null, justification};
process.stdout.write(`holds: signed by ${fingerprint} in line ${checkpoint.seq}\n${JSON.stringify(told)}\n`);
