import type {Identity} from '../../core/identity.ts';
import {AZURE_CLI_CLIENT_ID} from '../../core/settings.ts';
import type {Instant} from '../../core/time.ts';
import {visible} from '../../core/untrusted.ts';
import {showMoment} from './moments.ts';
import type {TableLook} from './table.ts';

const LABELS: Readonly<Record<Identity['provider'], string>> = {entra: 'Microsoft Entra', aws: 'AWS'};

/** One sign-in for people: a heading, and a line for each thing that is known. `now` is server time. */
export function identityText(identity: Identity, now: Instant, {paint}: TableLook): string {
  const {provider, session} = identity;
  const which = session == null ? LABELS[provider] : `${LABELS[provider]} (${visible(session)})`;
  const head = `${which}: ${identity.signedIn ? 'signed in' : 'not signed in'}`;
  const lines = facts(identity, now).map(
    ([label, text]) => `    ${paint('quiet', label.padEnd(9))}${text}\n`,
  );
  return `  ${paint(identity.signedIn ? 'steady' : 'ending', head)}\n${lines.join('')}`;
}

type Fact = readonly [label: string, text: string];

function facts(identity: Identity, now: Instant): readonly Fact[] {
  const {provider, account, tenantId, cloud, clientId, expiresAt, tokenStore} = identity;
  const known: readonly (Fact | null)[] = [
    account === null ? null : ['account', visible(account)],
    // An AWS session is known by its access portal.
    tenantId === null ? null : [provider === 'aws' ? 'portal' : 'tenant', visible(tenantId)],
    ['cloud', visible(cloud)],
    clientId === null ? null : ['app', appWords(clientId)],
    expiresAt === null ? null : ['token', `until ${showMoment(expiresAt, now)}, renewed by itself`],
    ['store', storeWords(tokenStore)],
  ];
  return known.filter(fact => fact !== null);
}

/** Reference azure-pim 1.3: that app has no consent for the Graph kinds. */
function appWords(clientId: string): string {
  return clientId === AZURE_CLI_CLIENT_ID ? 'the Azure CLI’s: Azure resource roles only' : visible(clientId);
}

function storeWords({level, path, protection}: Identity['tokenStore']): string {
  const where = path === null ? '' : ` (${visible(path)})`;
  return `${level}: ${visible(protection)}${where}`;
}
