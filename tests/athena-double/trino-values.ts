/** Trino's values and types as Athena prints them. Pure. */

/** @param value as Trino's JSON has it */
export function athenaText(value: unknown, type: string): string | null {
  if (value === null || value === undefined) {
    return null;
  }
  if (typeof value === 'number') {
    return /^(double|real)/.test(type) ? doubleText(value) : String(value);
  }
  return nestedText(value);
}

/** Java's way: `1.0`, and beyond seven digits `1.0E7`. */
function doubleText(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e7)) {
    const [digits = '', exponent = ''] = value.toExponential().split('e');
    return `${digits.includes('.') ? digits : `${digits}.0`}E${Number(exponent)}`;
  }
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

/** Arrays and maps without quotes, so that nobody can read them back for certain. */
function nestedText(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map(nestedText).join(', ')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(([key, member]) => `${key}=${nestedText(member)}`);
    return `{${members.join(', ')}}`;
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Base names, without lengths: `varchar(5)` is `varchar`, `real` is `float`. */
export function athenaType(type: string): string {
  const base = type.replace(/\(.*\)(?=$| with)/, '');
  return base === 'real' ? 'float' : base;
}

/** As Glue writes a column's type. */
export function hiveType(type: string): string {
  const map = /^map\((.*?), (.*)\)$/.exec(type);
  if (map !== null) {
    return `map<${hiveType(map[1] ?? '')},${hiveType(map[2] ?? '')}>`;
  }
  const array = /^array\((.*)\)$/.exec(type);
  if (array !== null) {
    return `array<${hiveType(array[1] ?? '')}>`;
  }
  const base = type.replace(/\(.*\)/, '');
  return hiveNames[base] ?? base;
}

const hiveNames: Readonly<Record<string, string>> = { varchar: 'string', integer: 'int', real: 'float' };
