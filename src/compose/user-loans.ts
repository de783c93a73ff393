import {awsEndpointsOf} from '../core/aws-variables.ts';
import {isOfUser} from '../core/ladder.ts';
import type {AccessProvider, LoanBook} from '../core/ports.ts';
import {lentGrants, noOpenRequests} from '../providers/aws/loans.ts';
import {createAccountBook} from '../stores/account-book.ts';
import type {Ground} from './ground.ts';
import {laterProvider} from './later.ts';

/**
 * What emergency users are lent is seen and ended in every profile, also where nothing of AWS is set. `undefined`: the
 * ladder has no such role.
 */
export function userLoans(
  {world, settings, options, db, network, server}: Ground,
  loans: LoanBook,
): AccessProvider | undefined {
  if (!(settings.breakGlass?.ladder ?? []).some(isOfUser)) return undefined;
  const load = async () => {
    const [{awsProviders}, {accessOfNobody}] = await Promise.all([
      import('./aws-cloud.ts'),
      import('./access-of-nobody.ts'),
    ]);
    const {clock} = world;
    const access = accessOfNobody({network, clock, server, debug: options.debug});
    const accounts = createAccountBook(db, 'nobody');
    const endpointsOf = (region: string) => awsEndpointsOf(region, world.env, []);
    const desk = {profile: options.profile, clock, server, loans, accounts, settings: {}, endpointsOf};
    return awsProviders(access, desk)('aws-role');
  };
  return laterProvider('aws-role', load, {
    active: () => lentGrants({kind: 'aws-role', loans, server}),
    open: noOpenRequests,
  });
}

/** A provider of AWS roles that is there anyway knows these loans, too. */
export const withUserLoans = (
  providers: readonly AccessProvider[],
  users: AccessProvider | undefined,
): readonly AccessProvider[] =>
  users === undefined || providers.some(({kind}) => kind === users.kind) ? providers : [...providers, users];
