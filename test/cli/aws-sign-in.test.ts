import {expect, test} from 'vitest';
import {awsIdentity, awsWorld, FakeAwsAuthority, loanOf, permissionSet, SETTINGS} from './fake-aws.ts';
import {fakeStore, run} from './run.ts';

const portal = ['--start-url', 'https://corp.awsapps.com/start', '--region', 'eu-west-1'];
const entra = {tenantId: 'tenant-1', clientId: 'client-1'};

function office(...sessions: readonly FakeAwsAuthority[]) {
  const at = awsWorld();
  const others = at.app.authorities.filter(({provider}) => provider === 'entra');
  return {...at, app: {...at.app, authorities: [...others, ...sessions]}};
}

test('login aws shows the code to compare, and then who you are', async () => {
  const {code, out, err} = await run(['login', 'aws', '--color', 'never'], {
    world: office(new FakeAwsAuthority('corp')),
    terminal: 80,
    store: fakeStore(SETTINGS),
  });
  expect(code).toBe(0);
  expect(err).toMatchInlineSnapshot(`
    "AWS (corp): open https://device.sso.eu-west-1.amazonaws.com/ and enter this code:

        QWER-TZUI

    Compare the code on the page with the one here before you allow anything.
    Go on only if you started this just now. The code lives 10 min.
    Signed in to AWS (corp) as ada.
    "
  `);
  expect(out).toMatchInlineSnapshot(`
    "  AWS (corp): signed in
        account  ada
        portal   https://corp.awsapps.com/start
        cloud    aws
        token    until 13:00, renewed by itself
        store    keyring: the OS keyring (/home/ada/tokens)
    "
  `);
});

test('the stream says which session', async () => {
  const at = office(new FakeAwsAuthority('corp'));
  const {out} = await run(['login', 'aws', '--json', '--no-input'], {world: at, store: fakeStore(SETTINGS)});
  const events = out
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));
  expect(events).toMatchObject([
    {type: 'device-code', provider: 'aws', session: 'corp', userCode: 'QWER-TZUI'},
    {type: 'signed-in', provider: 'aws', identity: {session: 'corp'}},
    {type: 'done', exitCode: 0, document: {items: [{provider: 'aws', session: 'corp'}]}},
  ]);
});

test('a session that the flags describe is kept after success, and only then', async () => {
  const store = fakeStore();
  const at = office(new FakeAwsAuthority('default', false));
  const {code, opened} = await run(['login', 'aws', ...portal, '--share'], {world: at, store});
  expect(code).toBe(0);
  expect(opened).toMatchObject([
    {
      entra: undefined,
      aws: {session: 'default', startUrl: 'https://corp.awsapps.com/start', region: 'eu-west-1', share: true},
    },
  ]);
  const session = {name: 'default', startUrl: 'https://corp.awsapps.com/start', region: 'eu-west-1'};
  expect(store.written).toEqual([['profiles.default.aws.sessions', [session]]]);
  const failing = new FakeAwsAuthority('default', false);
  failing.story = () => [{code: 'signed-out', reason: 'code-expired'}];
  const untouched = fakeStore();
  expect((await run(['login', 'aws', ...portal], {world: office(failing), store: untouched})).code).toBe(4);
  expect(untouched.written).toEqual([]);
});

test('another session joins the ones that are there; a copied URL is taken without its tail', async () => {
  const store = fakeStore(SETTINGS);
  const at = office(new FakeAwsAuthority('corp'), new FakeAwsAuthority('lab', false));
  const url = 'https://lab.awsapps.com/start/#/';
  const line = ['login', '--sso-session', 'lab', '--start-url', url, '--region', 'us-east-1'];
  const {code, opened} = await run(line, {world: at, store});
  expect(code).toBe(0);
  expect(opened[0]?.entra).toBeUndefined();
  expect(store.written[0]?.[1]).toMatchObject([
    {name: 'corp'},
    {name: 'lab', startUrl: 'https://lab.awsapps.com/start', region: 'us-east-1'},
  ]);
});

test.each([
  {flags: ['--start-url', 'https://other.awsapps.com/start'], code: 78},
  {flags: ['--sso-session', 'corp', '--region', 'us-east-1'], code: 78},
  {flags: ['--start-url', 'https://corp.awsapps.com/start/#/'], code: 0},
  {flags: ['--sso-session', 'lab'], code: 64},
  {flags: ['--sso-session', 'l b', ...portal], code: 64},
  {flags: ['--start-url', 'http://corp.awsapps.com/start'], code: 64},
  {flags: ['--region', 'here'], code: 64},
  {flags: ['--region='], code: 64},
])('login aws $flags is $code', async ({flags, code}) => {
  const at = office(new FakeAwsAuthority('corp'));
  const store = fakeStore(SETTINGS);
  const ran = await run(['login', 'aws', ...flags], {world: at, store});
  expect(ran.code).toBe(code);
  expect(store.written).toEqual([]);
});

test('a portal nobody named is asked for, or the flags are named', async () => {
  const at = office(new FakeAwsAuthority('default', false));
  const lines = ['https://corp.awsapps.com/start', 'eu-west-1'];
  const asked = await run(['login', 'aws'], {world: at, store: fakeStore(), terminal: 80, lines});
  expect(asked.code).toBe(0);
  expect(asked.questions).toHaveLength(2);
  const {code, err} = await run(['login', 'aws'], {world: at, store: fakeStore()});
  expect(code).toBe(64);
  expect(err).toContain('--start-url and --region are missing');
});

test('login alone signs in to all the profile names: AWS sessions where they are signed out', async () => {
  const sessions = [new FakeAwsAuthority('corp'), new FakeAwsAuthority('lab', false)];
  const at = office(...sessions);
  const store = fakeStore({profiles: {default: {entra, ...SETTINGS.profiles?.default}}});
  const {code} = await run(['login'], {world: at, store});
  expect(code).toBe(0);
  expect(at.authority.flows).toEqual(['device']);
  expect(sessions.map(({flows}) => flows)).toEqual([[], ['device']]);
  expect((await run(['login', 'aws'], {world: at, store})).code).toBe(0);
  expect(sessions.map(({flows}) => flows)).toEqual([['device'], ['device', 'device']]);
});

test('a profile with AWS alone needs no tenant; one that fails does not keep the other from being tried', async () => {
  const [bad, good] = [new FakeAwsAuthority('corp', false), new FakeAwsAuthority('lab', false)];
  bad.story = () => [{code: 'cancelled', reason: 'It was declined.'}];
  const {code, opened, out} = await run(['login', '--json'], {
    world: office(bad, good),
    store: fakeStore(SETTINGS),
  });
  expect(opened[0]?.entra).toBeUndefined();
  expect(code).toBe(80);
  const done = JSON.parse(out.trim().split('\n').at(-1) ?? '');
  expect(done).toMatchObject({
    exitCode: 80,
    document: {items: [{session: 'lab'}], problems: [{code: 'cancelled'}]},
  });
});

test('logout ends what was lent through the session, says what still works, and leaves other sessions’ loans', async () => {
  const at = office(new FakeAwsAuthority('corp'), new FakeAwsAuthority('lab'));
  const other = permissionSet('Operator', 'lab-data', {address: {...at.role.address, session: 'lab'}});
  await at.aws.lendOut(loanOf(at.role));
  await at.aws.lendOut(loanOf(other));
  const {code, err} = await run(['logout', 'aws', '--sso-session', 'corp'], {world: at});
  expect(code).toBe(0);
  expect(err).toContain('Credentials that have been handed out work until 13:00.');
  expect([...at.book.loans.values()].map(({grant}) => grant.address.session)).toEqual(['lab']);
  expect((await run(['creds', 'Operator@prod-data'], {world: at})).code).toBe(65);
});

test('a book of loans that cannot be read keeps nobody signed in', async () => {
  const at = office(new FakeAwsAuthority('corp'));
  Object.assign(at.book, {open: () => Promise.reject(new Error('no disk'))});
  const {out} = await run(['logout', 'aws', '--json'], {world: at});
  expect(JSON.parse(out).items).toMatchObject([{session: 'corp', signedIn: false}]);
});

test('logout names what the AWS CLI still holds', async () => {
  const corp = new FakeAwsAuthority('corp');
  const path = '/home/ada/.aws/sso/cache/1.json';
  const left = awsIdentity('corp', {
    tokenStore: {level: 'plaintext', path, protection: 'a file of the AWS CLI'},
  });
  corp.signOut = async () => left;
  const at = office(corp, new FakeAwsAuthority('lab'));
  const {code, err} = await run(['logout', 'aws', '--sso-session', 'corp'], {world: at});
  expect(code).toBe(0);
  expect(err).toContain(`A sign-in of the AWS CLI remains in ${path}`);
  const items = JSON.parse((await run(['logout', 'aws', '--json'], {world: at})).out).items;
  expect(items).toMatchObject([
    {session: 'corp', signedIn: true},
    {session: 'lab', signedIn: false},
  ]);
});

test('whoami has a row for each session', async () => {
  const at = office(new FakeAwsAuthority('corp'), new FakeAwsAuthority('lab', false));
  const {out} = await run(['whoami', '--output', 'tsv', '--query', 'items[].[provider, session, signedIn]'], {
    world: at,
  });
  expect(out).toBe('entra\t\ttrue\naws\tcorp\ttrue\naws\tlab\tfalse\n');
  expect((await run(['whoami'], {world: at})).out).toContain('AWS (lab): not signed in');
});
