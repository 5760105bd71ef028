/** A value that is made when it is asked for, since mostly it is not; once. */
export abstract class Later<Value> {
  #value: Value | undefined;

  get value(): Value {
    this.#value ??= this.make();
    return this.#value;
  }

  protected abstract make(): Value;
}

/** Returns a value, or makes it. */
export function made<Value>(value: Value | Later<Value>): Value {
  return value instanceof Later ? value.value : value;
}
