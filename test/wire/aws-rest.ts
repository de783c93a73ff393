import type {AwsExchange} from './aws-exchange.ts';
import {errorsOf, type Model, membersOf, nameOf, shapeOf, targetOf, trait} from './smithy.ts';
import {valueFaults} from './smithy-values.ts';
import {isObject, type Json, objectAt} from './specs.ts';

/** Errors that no model names, and why they come all the same. */
const KNOWN_DEPARTURES = [
  // "No access", for what is not assigned (reference aws-jit 2).
  {error: 'ForbiddenException', status: 403},
];

/** What in an exchange of the restJson1 protocol is not as the model says; empty when all is. */
export function restFaults(model: Model, exchange: AwsExchange): readonly string[] {
  const operation = model.operations.find(name => isOf(model, name, exchange));
  if (operation === undefined) return [`no such operation: ${exchange.method} ${exchange.path}`];
  const answered = exchange.status < 300 ? answerFaults : errorFaults;
  return [...requestFaults(model, operation, exchange), ...answered(model, operation, exchange)];
}

export function restOperation(model: Model, exchange: AwsExchange): string {
  return nameOf(model.operations.find(name => isOf(model, name, exchange)) ?? '?');
}

const httpOf = (model: Model, operation: string): Json =>
  objectAt(shapeOf(model, operation), 'traits', 'smithy.api#http');

function isOf(model: Model, operation: string, {method, path, query}: AwsExchange): boolean {
  const http = httpOf(model, operation);
  const [uri, fixed = ''] = String(http.uri).split('?');
  const parameters = [...new URLSearchParams(fixed)];
  return http.method === method && uri === path && parameters.every(([name, value]) => query[name] === value);
}

/** Members travel in the query, in headers, or in the body. */
function requestFaults(model: Model, operation: string, exchange: AwsExchange): readonly string[] {
  const input = targetOf(shapeOf(model, operation), 'input');
  const members = membersOf(shapeOf(model, input));
  const queries = members.flatMap(([, member]) => trait(member, 'httpQuery') ?? []);
  const strange = Object.keys(exchange.query).filter(name => !queries.includes(name));
  return [
    ...strange.map(name => `asked: no such query parameter: ${name}`),
    ...valueFaults(model, input, {...bodyOf(exchange.asked), ...bound(model, members, exchange)}, 'asked'),
    ...(exchange.asked !== '' && exchange.headers['content-type'] !== 'application/json'
      ? ['asked: the body is not called JSON']
      : []),
  ];
}

type Members = ReturnType<typeof membersOf>;

function bound(model: Model, members: Members, {query, headers}: AwsExchange): Json {
  const entries = members.flatMap(([name, member]) => {
    const [inQuery, inHeader] = [trait(member, 'httpQuery'), trait(member, 'httpHeader')];
    const text = typeof inQuery === 'string' ? query[inQuery] : headers[String(inHeader ?? '').toLowerCase()];
    if (text === undefined) return [];
    const {type} = shapeOf(model, String(member.target));
    return [[name, type === 'integer' || type === 'long' ? Number(text) : text]];
  });
  return Object.fromEntries(entries);
}

function bodyOf(text: string): Json {
  if (text === '') return {};
  const body: unknown = JSON.parse(text);
  return isObject(body) ? body : {'a body that is no object': true};
}

function answerFaults(model: Model, operation: string, exchange: AwsExchange): readonly string[] {
  const {status, answered, answerHeaders} = exchange;
  const output = targetOf(shapeOf(model, operation), 'output');
  const expected = httpOf(model, operation).code;
  if (status !== expected) return [`answered ${status}, not ${String(expected)}`];
  if (output === 'smithy.api#Unit') return answered === '' ? [] : ['answered with a body where none belongs'];
  return [...jsonFaults(answerHeaders), ...valueFaults(model, output, bodyOf(answered), 'answered')];
}

function errorFaults(model: Model, operation: string, exchange: AwsExchange): readonly string[] {
  const {status, answered, answerHeaders} = exchange;
  const name = answerHeaders['x-amzn-errortype'] ?? '';
  if (KNOWN_DEPARTURES.some(one => one.error === name && one.status === status))
    return jsonFaults(answerHeaders);
  const found = errorsOf(model, operation).find(({wire}) => wire === name);
  if (found === undefined) return [`answered with an error that is not modelled here: ${name || 'no name'}`];
  return [
    ...(found.status === status ? [] : [`${name} with ${status}, not ${found.status}`]),
    ...jsonFaults(answerHeaders),
    ...valueFaults(model, found.shape, bodyOf(answered), 'answered'),
  ];
}

const jsonFaults = (headers: AwsExchange['headers']): readonly string[] =>
  headers['content-type']?.startsWith('application/json') === true
    ? []
    : ['answered with what is not called JSON'];
