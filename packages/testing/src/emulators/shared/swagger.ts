type Json = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** A document of Swagger 2.0 as OpenAPI 3 says the same: the base path before each path, bodies and forms with their content type, kinds of parameters as schemas. */
export function fromSwagger(document: Json): Json {
  const { swagger: _, basePath = '', paths, parameters, responses, ...rest } = document
  const shared: Json = { '#/parameters': parameters, '#/responses': responses }
  /** What is written once for many is written out: a body is no parameter in OpenAPI 3. */
  const real = (value: unknown): Json => {
    const [, place = '', name = ''] = /^(#\/(?:parameters|responses))\/(.+)$/.exec(String((value as Json)['$ref'])) ?? []
    return (place === '' ? value : (shared[place] as Json)[name]) as Json
  }
  const parametersOf = ({ parameters: given = [] }: Json): Json[] => (given as Json[]).map(real)

  const operation = (given: Json, ofPath: readonly Json[]): Json => {
    const all = [...ofPath, ...parametersOf(given)]
    const body = all.find((one) => one['in'] === 'body')
    const form = all.filter((one) => one['in'] === 'formData')
    const content = body ? { 'application/json': { schema: body['schema'] } } : { 'application/x-www-form-urlencoded': { schema: formOf(form) } }
    const described = Object.entries((given['responses'] ?? {}) as Json).map(([status, answer]) => {
      const { schema, ...more } = real(answer)
      return [status, { ...more, ...(schema === undefined ? {} : { content: { 'application/json': { schema } } }) }]
    })
    return {
      ...given, parameters: all.filter((one) => one !== body && !form.includes(one)).map(parameter), responses: Object.fromEntries(described),
      ...(body || form.length ? { requestBody: { required: body ? body['required'] === true : true, content } } : {}),
    }
  }
  const prefix = basePath === '/' ? '' : String(basePath)
  return {
    ...rest, openapi: '3.0.0',
    paths: Object.fromEntries(Object.entries(paths as Json).map(([path, item]) => {
      const ofPath = parametersOf(item as Json)
      return [`${prefix}${path}`, Object.fromEntries(Object.entries(item as Json).filter(([name, one]) => name !== 'parameters' && isObject(one)).map(([method, one]) => [method, operation(one as Json, ofPath)]))]
    })),
  }
}

function parameter({ name, in: where, required, description, collectionFormat, ...schema }: Json): Json {
  return { name, in: where, required: required === true, description, schema, ...(schema['type'] === 'array' ? { explode: collectionFormat === 'multi' } : {}) }
}

const formOf = (fields: readonly Json[]): Json => ({
  type: 'object', additionalProperties: false, required: fields.filter(({ required }) => required === true).map(({ name }) => name),
  properties: Object.fromEntries(fields.map((field) => [String(field['name']), parameter(field)['schema']])),
})
