import {GetCallerIdentityCommand, STSClient} from '@aws-sdk/client-sts';
import {fromIni} from '@aws-sdk/credential-provider-ini';

/**
 * A tool of somebody else's, started as a process of its own: an AWS SDK that finds a profile in the shared config file and
 * asks AWS who it is. Says the answer and when the credentials end, as JSON.
 */
const credentials = fromIni({profile: process.argv[2] ?? ''});
const {expiration} = await credentials();
const client = new STSClient({
  region: 'eu-west-1',
  credentials,
  endpoint: process.env.AWS_ENDPOINT_URL_STS ?? '',
});
const {Arn} = await client.send(new GetCallerIdentityCommand({}));
process.stdout.write(JSON.stringify({arn: Arn, expiration: expiration?.toISOString() ?? null}));
