import type {Partition} from './aws.ts';

export interface RolePlace {
  readonly partition: Partition;
  readonly accountId: string;
}

const ROLE_ARN = /^arn:(aws|aws-us-gov|aws-cn):iam::(\d{12}):role\/[\w+=,.@/-]*[\w+=,.@-]$/;

/** Where a role is; `undefined`: this is not the ARN of one. */
export function readRoleArn(text: string): RolePlace | undefined {
  const [, partition, accountId] = ROLE_ARN.exec(text) ?? [];
  if (partition === undefined || accountId === undefined) return undefined;
  return {partition: partition as Partition, accountId};
}
