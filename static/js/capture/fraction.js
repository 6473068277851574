/** Exact fractions on BigInt, for the phone's twin of app/scoring. Reduced, denominator above 0, never rounded. */

const gcd = (a, b) => {
  while (b) [a, b] = [b, a % b];
  return a < 0n ? -a : a;
};

export class Fraction {
  constructor(n, d = 1n) {
    const g = gcd(n, d) || 1n;
    this.n = (d < 0n ? -n : n) / g;
    this.d = (d < 0n ? -d : d) / g;
  }

  plus(other) { return new Fraction(this.n * other.d + other.n * this.d, this.d * other.d); }

  minus(other) { return new Fraction(this.n * other.d - other.n * this.d, this.d * other.d); }

  times(other) { return new Fraction(this.n * other.n, this.d * other.d); }

  over(other) { return new Fraction(this.n * other.d, this.d * other.n); }

  /** Below 0, 0 or above 0, as this is smaller, equal or larger. */
  compare(other) {
    const difference = this.n * other.d - other.n * this.d;
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  }

  isZero() { return this.n === 0n; }

  /** As Python prints it: 7/30, or 2 when it is whole. */
  toString() { return this.d === 1n ? `${this.n}` : `${this.n}/${this.d}`; }
}

const WRITTEN = /^(-?\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i;

/** `x` exactly as written: a Fraction, a number (0.1 is one tenth), "1.5" or "3/10". Throws on anything else. */
export function exact(x) {
  if (x instanceof Fraction) return x;
  if (typeof x === 'number' && Number.isSafeInteger(x)) return new Fraction(BigInt(x));
  const ratio = /^(-?\d+)\/(\d+)$/.exec(String(x));
  if (ratio) return new Fraction(BigInt(ratio[1]), BigInt(ratio[2]));
  const found = typeof x === 'boolean' ? null : WRITTEN.exec(String(x));
  if (!found) throw new TypeError(`not a number: ${x}`);
  const [, whole, decimals = '', power = '0'] = found;
  const shift = Number(power) - decimals.length;
  const digits = BigInt(whole + decimals);
  return shift < 0 ? new Fraction(digits, 10n ** BigInt(-shift)) : new Fraction(digits * 10n ** BigInt(shift));
}

export const ZERO = new Fraction(0n);
export const ONE = new Fraction(1n);
export const sum = (parts) => parts.reduce((total, part) => total.plus(part), ZERO);
export const largest = (parts) => parts.reduce((most, part) => (part.compare(most) > 0 ? part : most));

/** Millipoints, halves up. */
export const milliOf = ({ n, d }) => Number((2000n * n + d) / (2n * d));

/** Six decimals, halves to even. */
export function percent({ n, d }) {
  const scaled = n * 1000000n;
  const floor = scaled / d;
  const twice = (scaled % d) * 2n;
  const up = twice > d || (twice === d && floor % 2n === 1n);
  return Number(up ? floor + 1n : floor) / 1e6;
}

/** Whole numbers near parts × unit that add up to `whole`, by largest remainder; ties go to the earlier. */
export function sharedOut(parts, whole, unit = 1) {
  const scaled = parts.map(({ n, d }) => ({ n: n * BigInt(unit), d }));
  const floors = scaled.map(({ n, d }) => Number(n / d));
  const rest = scaled.map(({ n, d }) => new Fraction(n % d, d));
  const ranked = parts.map((_, i) => i).sort((a, b) => rest[b].compare(rest[a]) || a - b);
  const missing = whole - floors.reduce((a, b) => a + b, 0);
  for (const i of ranked.slice(0, missing)) floors[i] += 1;
  return floors;
}
