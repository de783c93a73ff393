import type {AwsExchange} from './aws-exchange.ts';
import {queryMembers, typed} from './query-form.ts';
import {errorsOf, type Model, nameOf, shapeOf, targetOf} from './smithy.ts';
import {valueFaults} from './smithy-values.ts';
import {isObject, type Json, objectAt} from './specs.ts';
import {elementOf, type XmlElement} from './xml.ts';

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';

/** Errors that every service of the query protocol may answer: no model names them ("Common errors" of the STS API). */
const COMMON: Readonly<Record<string, number>> = {
  AccessDenied: 403,
  ExpiredToken: 403,
  InvalidClientTokenId: 403,
  MissingAuthenticationToken: 403,
  SignatureDoesNotMatch: 403,
  ValidationError: 400,
};

/** What in an exchange of the query protocol is not as the model says; empty when all is. */
export function queryFaults(model: Model, exchange: AwsExchange): readonly string[] {
  const form = new URLSearchParams(exchange.asked);
  const name = form.get('Action') ?? '';
  const operation = model.operations.find(one => nameOf(one) === name);
  if (operation === undefined) return [`no such operation: ${name}`];
  const envelope = [
    ...(exchange.method === 'POST' && exchange.path === '/' ? [] : ['asked: not by POST to /']),
    ...(form.get('Version') === model.version ? [] : ['asked: of another version']),
    ...(exchange.headers['content-type'] === 'application/x-www-form-urlencoded'
      ? []
      : ['asked: not as a form']),
    ...(exchange.headers.authorization?.startsWith('AWS4-HMAC-SHA256 ') ? [] : ['asked: not signed']),
    ...(exchange.answerHeaders['content-type'] === 'text/xml'
      ? []
      : ['answered with what is not called XML']),
  ];
  const asked = inputFaults(model, operation, form);
  return [...envelope, ...asked, ...answerFaults(model, operation, exchange)];
}

function inputFaults(model: Model, operation: string, form: URLSearchParams): readonly string[] {
  const input = targetOf(shapeOf(model, operation), 'input');
  return valueFaults(model, input, typed(model, input, queryMembers(form)), 'asked');
}

function answerFaults(model: Model, operation: string, exchange: AwsExchange): readonly string[] {
  const root = elementOf(exchange.answered);
  if (root === undefined) return ['answered with what is no XML'];
  if (root.namespace !== NAMESPACE) return ['answered in another namespace'];
  return exchange.status < 300
    ? resultFaults(model, operation, root)
    : errorFaults(model, operation, exchange.status, root);
}

function resultFaults(model: Model, operation: string, root: XmlElement): readonly string[] {
  const name = nameOf(operation);
  const result = root.members[`${name}Result`];
  const {RequestId} = objectAt(root.members, 'ResponseMetadata');
  if (root.name !== `${name}Response` || !isObject(result)) return [`answered with no ${name}Result`];
  const output = targetOf(shapeOf(model, operation), 'output');
  return [
    ...(typeof RequestId === 'string' ? [] : ['answered without a RequestId']),
    ...valueFaults(model, output, typed(model, output, result), 'answered'),
  ];
}

function errorFaults(model: Model, operation: string, status: number, root: XmlElement): readonly string[] {
  const {Type, Code, Message} = objectAt(root.members, 'Error');
  const whole = root.name === 'ErrorResponse' && [Code, Message, root.members.RequestId].every(isText);
  if (!whole || Type !== (status < 500 ? 'Sender' : 'Receiver')) return ['answered with a broken error'];
  const found = errorsOf(model, operation).find(({wire}) => wire === Code);
  const expected = found?.status ?? COMMON[String(Code)];
  if (expected === undefined) return [`answered with an error that is not modelled here: ${String(Code)}`];
  return expected === status ? [] : [`${String(Code)} with ${status}, not ${expected}`];
}

const isText = (value: Json[string]): boolean => typeof value === 'string' && value !== '';
