/** A JSON Schema, as far as it tells of members. */
interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
}

/**
 * Members of a document that its schema does not name, as `items.lines.beside`: open schemas let them pass unseen. What is
 * in a problem's `details` depends on its code (contract 4).
 */
export function undescribed(schema: Schema, value: unknown): readonly string[] {
  const paths = unnamed(schema, [schema], value, '').filter(path => !/(^|\.)details\./.test(path));
  return [...new Set(paths)];
}

function unnamed(root: Schema, schemas: readonly Schema[], value: unknown, path: string): readonly string[] {
  const all = schemas.flatMap(one => alternatives(root, one));
  if (Array.isArray(value))
    return value.flatMap(one =>
      unnamed(
        root,
        all.flatMap(({items}) => items ?? []),
        one,
        path,
      ),
    );
  if (typeof value !== 'object' || value === null) return [];
  const isFree = all.every(({properties}) => properties === undefined);
  if (isFree) return [];
  return Object.entries(value).flatMap(([name, part]) => {
    const named = all.flatMap(one => schemaOf(one, name));
    const at = path === '' ? name : `${path}.${name}`;
    return named.length === 0 ? [at] : unnamed(root, named, part, at);
  });
}

/** A map says what each of its members is; that anything else may be there, too, says nothing of it. */
function schemaOf({properties = {}, additionalProperties: more}: Schema, name: string): readonly Schema[] {
  const own = Object.hasOwn(properties, name) ? properties[name] : undefined;
  if (own !== undefined) return [own];
  return typeof more === 'object' && Object.keys(more).length > 0 ? [more] : [];
}

function alternatives(root: Schema, schema: Schema): readonly Schema[] {
  const {anyOf = [], oneOf = [], allOf = [], $ref} = schema;
  const referred = $ref === undefined ? undefined : root.$defs?.[$ref.replace('#/$defs/', '')];
  const below = [...anyOf, ...oneOf, ...allOf, ...(referred === undefined ? [] : [referred])];
  return [schema, ...below.flatMap(one => alternatives(root, one))];
}
