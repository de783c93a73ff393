import {authorityOf, type Kind} from '../core/kind.ts';

export type AwsKind = Extract<Kind, `aws-${string}`>;
export type EntraKind = Exclude<Kind, AwsKind>;

export const isAwsKind = (kind: Kind): kind is AwsKind => authorityOf(kind) === 'aws';
export const isEntraKind = (kind: Kind): kind is EntraKind => authorityOf(kind) === 'entra';
