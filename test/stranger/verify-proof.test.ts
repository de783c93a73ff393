import {spawnSync} from 'node:child_process';
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {proofDocument} from '../../src/cli/documents/audit.ts';
import type {AuditProof} from '../../src/core/audit.ts';
import {prove} from '../../src/usecases/prove.ts';
import {emergencyFact, fact, STEPS} from '../stores/samples.ts';
import {scratchFolder} from '../stores/scratch.ts';
import {type SignedLog, signedLogIn} from '../stores/signed-log.ts';

const SCRIPT = join(import.meta.dirname, 'verify-proof.mjs');

/** What a stranger says of the proof, and whether it holds. */
function checked(folder: string, proof: AuditProof, ...flags: readonly string[]) {
  const file = join(folder, 'proof.json');
  writeFileSync(file, JSON.stringify(proofDocument(proof)));
  const {status, stdout} = spawnSync(process.execPath, [SCRIPT, file, ...flags], {encoding: 'utf8'});
  return {holds: status === 0, says: stdout};
}

async function someLog(): Promise<SignedLog> {
  const log = signedLogIn(scratchFolder());
  for (const name of ['one', 'zwei \u2028 "\\"', 'drei 🔑']) await log.append(fact(name));
  return log;
}

test('a hundred lines, and nothing of ours', () => {
  const text = readFileSync(SCRIPT, 'utf8');
  expect(text.split('\n').length).toBeLessThanOrEqual(100);
  expect(text.match(/from '([^']+)'/g)).toEqual(["from 'node:crypto'", "from 'node:fs'"]);
});

test('every line of a signed record is proved, and told as it is', async () => {
  const log = await someLog();
  for (const seq of [1, 2, 3]) {
    const proof = await prove(log, seq);
    expect(checked(log.folder, proof, '--key', proof.key)).toMatchObject({holds: true});
  }
  expect(checked(log.folder, await prove(log, 2)).says).toContain('zwei');
});

test('every step of an emergency is proved, lists and all', async () => {
  const log = signedLogIn(scratchFolder());
  for (const step of STEPS) await log.append(emergencyFact(step));
  await log.settled();
  await log.sign(false);
  for await (const {seq, emergency} of log.entries()) {
    if (emergency === undefined) continue;
    const proof = await prove(log, seq);
    expect(checked(log.folder, proof, '--key', proof.key)).toMatchObject({holds: true});
    const forged = proof.lines.map((line, at) =>
      at === 0 ? line.replace('"drill":false', '"drill":true') : line,
    );
    expect(checked(log.folder, {...proof, lines: forged})).toMatchObject({holds: false});
  }
});

test('nothing in a proof can be changed', async () => {
  const log = await someLog();
  const proof = await prove(log, 1);
  const [first = '', ...others] = proof.lines;
  const forged: readonly AuditProof[] = [
    {...proof, lines: [first.replace('one', 'two'), ...others]},
    {...proof, lines: [first, ...others.slice(1)]},
    {...proof, lines: [first, others[1] ?? '', others[0] ?? '', ...others.slice(2)]},
    {...proof, lines: proof.lines.slice(0, -1)},
    {
      ...proof,
      lines: proof.lines.map((line, at) =>
        at === proof.lines.length - 1 ? line.replace('"ada', '"eve').replace('false', 'true') : line,
      ),
    },
    {...proof, seq: 2},
    {...proof, lines: []},
  ];
  for (const one of forged) expect(checked(log.folder, one)).toMatchObject({holds: false});
});

test('a proof of another key holds only for who trusts that key', async () => {
  const [log, other] = [await someLog(), await someLog()];
  const [mine, theirs] = [await prove(log, 1), await prove(other, 1)];
  expect(checked(log.folder, theirs, '--key', mine.key)).toMatchObject({holds: false});
  expect(checked(log.folder, {...theirs, publicKey: mine.publicKey, key: mine.key})).toMatchObject({
    holds: false,
  });
});

test('a line that is not there, and a record that does not verify', async () => {
  const log = await someLog();
  await expect(prove(log, 99)).rejects.toMatchObject({problem: {code: 'not-found', what: 'line'}});
  log.write(log.lines().slice(0, 1));
  await expect(prove(log, 1)).rejects.toMatchObject({problem: {code: 'audit-broken'}});
});
