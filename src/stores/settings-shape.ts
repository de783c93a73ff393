/** The part of JSON Schema 2020-12 that `config.json` is described with. */
export interface Shape {
  readonly $schema?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly (string | null)[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly minItems?: number;
  readonly uniqueItems?: boolean;
  readonly items?: Shape;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly propertyNames?: Shape;
  readonly additionalProperties?: Shape | false;
}

export const TEXT: Shape = {type: 'string', minLength: 1};
export const YES_NO: Shape = {type: 'boolean'};
export const DURATION: Shape = {...TEXT, description: 'A duration: 45s, 90m, 1h30m, 2h, PT1H30M'};

export const ACCOUNT: Shape = {type: 'string', pattern: '^\\d{12}$'};
export const REGION: Shape = {type: 'string', pattern: '^[a-z0-9-]+$'};
export const ROLE_ARN: Shape = {
  type: 'string',
  pattern: '^arn:aws(-us-gov|-cn)?:iam::\\d{12}:role/[\\x21-\\x7e]+$',
};
/** Limits of STS (reference aws-jit 3; the serial number's from the model of STS). */
export const EXTERNAL_ID: Shape = {type: ['string', 'null'], pattern: '^[\\w+=,.@:/-]{2,1224}$'};
export const MFA_SERIAL: Shape = {type: ['string', 'null'], pattern: '^[\\w+=/:,.@-]{9,256}$'};

export const listOf = (items: Shape): Shape => ({type: 'array', items});

/** An object with exactly these keys, none of them needed unless it is named. */
export const object = (
  properties: Readonly<Record<string, Shape>>,
  required: readonly string[] = [],
): Shape => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});
