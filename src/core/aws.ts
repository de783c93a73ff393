/** The three AWS partitions; a Region's name tells which it is in. */
export type Partition = 'aws' | 'aws-us-gov' | 'aws-cn';

export function partitionOf(region: string): Partition {
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  return region.startsWith('cn-') ? 'aws-cn' : 'aws';
}

/** The services of AWS that we talk to. */
export const AWS_SERVICES = ['oidc', 'portal', 'sts', 'signin'] as const;

export type AwsService = (typeof AWS_SERVICES)[number];

/** Where they are: origins, perhaps with a path, without a slash at the end. */
export type AwsEndpoints = Readonly<Record<AwsService, string>>;

const SIGN_IN_HOSTS: Readonly<Record<Partition, string>> = {
  aws: 'signin.aws.amazon.com',
  'aws-us-gov': 'signin.amazonaws-us-gov.com',
  'aws-cn': 'signin.amazonaws.cn',
};

const CONSOLE_HOSTS: Readonly<Record<Partition, (region: string) => string>> = {
  aws: region => `${region}.console.aws.amazon.com`,
  'aws-us-gov': () => 'console.amazonaws-us-gov.com',
  'aws-cn': () => 'console.amazonaws.cn',
};

const suffixOf = (partition: Partition): string =>
  partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';

/** The published endpoints of a Region (reference aws-jit 10). */
export function awsEndpoints(region: string): AwsEndpoints {
  const partition = partitionOf(region);
  const suffix = suffixOf(partition);
  return {
    oidc: `https://oidc.${region}.${suffix}`,
    portal: `https://portal.sso.${region}.${suffix}`,
    sts: `https://sts.${region}.${suffix}`,
    signin: `https://${SIGN_IN_HOSTS[partition]}`,
  };
}

/** Where the console of a Region is, for the link's destination. */
export const consoleOf = (region: string): string => `https://${CONSOLE_HOSTS[partitionOf(region)](region)}/`;

/** Pages that a sign-in may send people to, by partition (reference aws-jit 10; the rows for China are unverified). */
const PAGES: Readonly<Record<Partition, RegExp>> = {
  aws: /(^|\.)(awsapps\.com|amazonaws\.com|aws\.amazon\.com|app\.aws|api\.aws)$/,
  'aws-us-gov':
    /(^|\.)(us-gov-home\.awsapps\.com|awsapps\.com|amazonaws\.com|amazonaws-us-gov\.com|api\.aws)$/,
  'aws-cn': /(^|\.)(awsapps\.cn|amazonaws\.com\.cn|amazonaws\.cn|amazonwebservices\.com\.cn)$/,
};

/** Whether an https page's host belongs to the partition: nobody is sent to type a code anywhere else. */
export const isPageOf = (partition: Partition, hostname: string): boolean =>
  PAGES[partition].test(hostname.toLowerCase());

/** Permission-set sessions last from one to twelve hours (reference aws-jit 0, row 2). */
export const LONGEST_SESSION = 43_200;

/** STS lends for no less; shorter windows are cut by a session policy (reference aws-jit 3). */
export const SHORTEST_ASSUMPTION = 900;

/** Roles assumed with a role's credentials, as all of ours are, end after an hour at most (reference aws-jit 3). */
export const LONGEST_CHAINED = 3600;

/** How long the membership of a PIM group can linger in AWS after its end (reference aws-jit 7, derived). */
export const SCIM_LAG = 2400;
