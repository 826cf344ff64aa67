/** JSONPath and intrinsic functions of Amazon States Language, as far as definitions here use them. Pure. */

type Json = Record<string, unknown>;

/** Members that end in `.$` are taken from the data, all others stand for themselves. */
export function parameters(template: unknown, data: unknown, context: Json): Json {
  const filled = fill(template, data, context);
  return isObject(filled) ? filled : {};
}

function fill(template: unknown, data: unknown, context: Json): unknown {
  if (Array.isArray(template)) {
    return template.map((each) => fill(each, data, context));
  }
  if (!isObject(template)) {
    return template;
  }
  return Object.fromEntries(
    Object.entries(template).map(([key, value]) => {
      if (!key.endsWith('.$')) {
        return [key, fill(value, data, context)];
      }
      const found = evaluated(String(value), data, context);
      if (found === undefined) {
        // As Step Functions does: a path that leads nowhere ends the execution (States.ParameterPathFailure).
        throw new Error(`The path ${String(value)} leads nowhere in ${JSON.stringify(data)}`);
      }
      return [key.slice(0, -2), found];
    })
  );
}

function evaluated(expression: string, data: unknown, context: Json): unknown {
  const [, name, list] = /^States\.(\w+)\((.*)\)$/.exec(expression) ?? [];
  if (name === undefined || list === undefined) {
    return pathValue(expression, data, context);
  }
  const values = list.split(',').map((each) => {
    const text = each.trim();
    return text.startsWith('$') ? pathValue(text, data, context) : Number(text);
  });
  switch (name) {
    case 'MathAdd':
      return Number(values[0]) + Number(values[1]);
    case 'JsonToString':
      return JSON.stringify(values[0]);
    default:
      throw new Error(`This does not know States.${name}`);
  }
}

/** `$`, `$.a.b`, `$.list[0]`, `$.list[?(@.member==false)]`, and the same with `$$` for the context. */
export function pathValue(path: string, data: unknown, context: Json): unknown {
  const [root, rest] = path.startsWith('$$') ? [context, path.slice(2)] : [data, path.slice(1)];
  let value: unknown = root;
  for (const [step] of rest.matchAll(/\.\w+|\[\d+\]|\[\?\(.*?\)\]/g)) {
    value = stepInto(value, step);
  }
  return value;
}

function stepInto(value: unknown, step: string): unknown {
  const [, member, wanted] = /^\[\?\(@\.(\w+)==(true|false)\)\]$/.exec(step) ?? [];
  if (member !== undefined) {
    return Array.isArray(value) ? value.filter((each) => isObject(each) && each[member] === (wanted === 'true')) : [];
  }
  if (step.startsWith('[')) {
    return Array.isArray(value) ? (value as unknown[])[Number(step.slice(1, -1))] : undefined;
  }
  return isObject(value) ? value[step.slice(1)] : undefined;
}

/** The result in place of the input, in one of its members (`$.made`), or nowhere (null). */
export function withResult(input: unknown, path: unknown, result: unknown): unknown {
  if (path === null) {
    return input;
  }
  if (path === undefined) {
    return result;
  }
  const [, member] = typeof path === 'string' ? (/^\$\.(\w+)$/.exec(path) ?? []) : [];
  if (member === undefined || !isObject(input)) {
    throw new Error(`This cannot put a result at ${JSON.stringify(path)}`);
  }
  return { ...input, [member]: result };
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
