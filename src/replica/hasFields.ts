/** Whether `value` has fields of these types. */
export function hasFields(
  value: object,
  types: Readonly<Record<string, 'string' | 'number' | 'boolean'>>,
): boolean {
  return Object.entries(types).every(([key, type]) => typeof Reflect.get(value, key) === type);
}
