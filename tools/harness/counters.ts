type Counters = Readonly<Record<string, number>>

/** Adds two objects of numbers, field by field. */
export function add<T extends object>(one: T, other: T): T {
  return combine(one, other, (a, b) => a + b)
}

/** Subtracts one object of numbers from another, field by field. */
export function subtract<T extends object>(one: T, other: T): T {
  return combine(one, other, (a, b) => a - b)
}

/** Adds up what is read of each item. */
export function sum<T>(items: readonly T[], read: (item: T) => number): number {
  return items.reduce((total, item) => total + read(item), 0)
}

function combine<T extends object>(one: T, other: T, operation: (a: number, b: number) => number): T {
  return Object.fromEntries(
    Object.entries(one as Counters).map(([key, value]) => [
      key,
      operation(value, (other as Counters)[key] ?? 0),
    ]),
  ) as T
}
