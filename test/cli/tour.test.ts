import {expect, test} from 'vitest';
import {untrusted} from '../../src/core/untrusted.ts';
import {awsWorld, permissionSet} from './fake-aws.ts';
import {activeFor, eligibility, grantOf, NOON, POLICY, pending} from './fakes.ts';
import {run} from './run.ts';

/** The practice cloud as the tour needs it: five-minute rule, an approver, and a clock that can be turned. */
function stage() {
  const at = awsWorld();
  at.aws.eligibilities = [
    permissionSet('ReadOnlyAccess', 'data-lake-dev'),
    permissionSet('Operator', 'build-platform'),
  ];
  const plain = eligibility('Contributor', 'prod-data');
  const approved = eligibility('Owner', 'prod-data');
  at.azure.eligibilities = [plain, approved];
  let isApproved = false;
  at.authority.story = () => [
    {
      type: 'device-code',
      provider: 'entra',
      userCode: untrusted('HK72'),
      verificationUri: untrusted('https://localhost/device'),
      expiresAt: NOON + 900_000,
    },
    {type: 'signed-in', provider: 'entra', identity: at.authority.now},
  ];
  at.azure.policyOf = () => POLICY;
  at.azure.answers = [
    intent => {
      const role = intent.eligibilityId === plain.id ? plain : approved;
      if (role === approved && !isApproved) return pending('pending-approval', 'Grace')(intent);
      at.azure.grants = [...at.azure.grants, grantOf(role)];
      return activeFor(role)(intent);
    },
  ];
  at.azure.ending = grant => {
    if (at.clock.now() < NOON + 300_000) return {type: 'too-soon', notBefore: NOON + 300_000};
    at.azure.grants = at.azure.grants.filter(one => one.id !== grant.id);
    return {type: 'ended'};
  };
  const practice = {
    env: {},
    controlUrl: 'https://localhost',
    openApp: async () => at.app,
    approve: async () => {
      isApproved = true;
    },
    turnClock: async (by: number) => at.clock.stepWall(by),
    close: async () => undefined,
  };
  return {at, practice};
}

test('the tour plays every step and tells the truth about the end', async () => {
  const {at, practice} = stage();
  const {code, out, err} = await run(['demo'], {world: at, practice});
  expect(err).toBe('');
  expect(code).toBe(0);
  expect(out).toMatchInlineSnapshot(`
    "stint on a practice cloud: no account is needed, and nothing of yours is touched.

    1. Sign in
        $ stint login entra
        Open https://localhost/device and enter HK72
        Go on only if you started this just now. The code lives 15 min.
        (The practice cloud enters it for you.)
        Signed in as ada@contoso.com.

    2. Sign in to AWS, too
        $ stint login aws
        AWS (corp): open https://device.sso.eu-west-1.amazonaws.com/ and enter this code:

            QWER-TZUI

        Compare the code on the page with the one here before you allow anything.
        Go on only if you started this just now. The code lives 10 min.
        (The practice cloud enters it for you.)
        Signed in to AWS (corp) as ada.

    3. See what you may become
        $ stint list
          ROLE            SCOPE                          KIND   UP TO  ASKS FOR  NOW       ID
          Contributor     prod-data                      Azure  ?      ?         -         azr-contributor-prod-data
          Owner           prod-data                      Azure  ?      ?         -         azr-owner-prod-data
          ReadOnlyAccess  data-lake-dev (111122223333)   AWS    ?      ?         standing  aws-readonlyaccess-data-lake-dev
          Operator        build-platform (111122223333)  AWS    ?      ?         standing  aws-operator-build-platform

    4. Become it, for an hour
        $ stint activate Contributor@prod-data --duration 1h --justification "a tour of stint"
        Contributor on prod-data: asked
        Contributor on prod-data: active until 13:00

    5. Ask for a role that somebody must approve
        $ stint activate Owner@prod-data --duration 1h --justification "a tour of stint" --wait
        Owner on prod-data: asked
        Owner on prod-data: waiting for Grace
        (The practice approver says yes.)
        Owner on prod-data: active until 13:00

    6. Borrow AWS credentials
        $ stint creds ReadOnlyAccess@data-lake-dev --duration 1h --justification "a tour of stint" --format process
        ReadOnlyAccess on data-lake-dev (111122223333): asked
        ReadOnlyAccess on data-lake-dev (111122223333): active until 13:00
        (Four values for an AWS tool, good until 2026-11-22T13:00:00Z. They are not shown here.)

    7. Run one command with a role, and no longer
        $ stint exec Operator@build-platform --justification "a tour of stint" -- node -e "require('assert')(process.env.AWS_ACCESS_KEY_ID)"
        Operator on build-platform (111122223333): asked
        Operator on build-platform (111122223333): active until 13:00
        Operator on build-platform (111122223333): its credentials are in the environment of this command only, until 13:00.
        Operator on build-platform (111122223333): ending
        Operator on build-platform (111122223333): ended
        Operator on build-platform (111122223333): nothing more is handed out. Credentials that have been handed out work until 13:00.
        (It had the credentials in its environment, and ended with 0.)

    8. See what you are now
        $ stint status
          STATE   ROLE            SCOPE                         KIND   ENDS   LEFT    ID
          lent    ReadOnlyAccess  data-lake-dev (111122223333)  AWS    13:00  59 min  aws-readonlyaccess-data-lake-dev.s1
          active  Contributor     prod-data                     Azure  13:00  59 min  azr-contributor-prod-data.s1
          active  Owner           prod-data                     Azure  13:00  59 min  azr-owner-prod-data.s1
        AWS: ends when the credentials expire.
        Azure: ended by the cloud; access can outlive the end by up to 10 min.

    9. End it early
        $ stint deactivate Contributor@prod-data
        Contributor on prod-data: ending
        Contributor on prod-data: ends at 2026-11-22T12:05:00Z
        stint: The cloud ends nothing in its first five minutes; this can end at 2026-11-22T12:05:00Z.
               The next stint command from 2026-11-22T12:05:00Z on ends it; --wait stays and does it now

    10. Five minutes later
        $ stint status
        Left from before: Contributor on prod-data has ended, as asked.
          STATE   ROLE            SCOPE                         KIND   ENDS   LEFT    ID
          lent    ReadOnlyAccess  data-lake-dev (111122223333)  AWS    13:00  54 min  aws-readonlyaccess-data-lake-dev.s1
          active  Owner           prod-data                     Azure  13:00  54 min  azr-owner-prod-data.s1
        AWS: ends when the credentials expire.
        Azure: ended by the cloud; access can outlive the end by up to 10 min.

    That was all of it. The practice cloud is gone again; stint login signs in to the real one.
    "
  `);
});

test('a step that does not come out fails the tour', async () => {
  const {at, practice} = stage();
  at.azure.eligibilities = at.azure.eligibilities.slice(0, 1);
  const {code, err} = await run(['demo'], {world: at, practice});
  expect(code).toBe(1);
  expect(err).toContain('Owner@prod-data is not on the list.');
});
