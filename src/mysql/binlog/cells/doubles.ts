/** How servers print DOUBLE (`my_gcvt`, `my_fcvt`): the fewest digits that read back as the same number, as JavaScript has them. */

/** Exponents of ten, counted from before the first digit, within which a number is printed without an exponent. */
const plain = { from: -14, to: 15 };

/** The digits of |value|, and the place of the point before, in or after them. */
function digitsOf(value: number): { readonly digits: string; readonly point: number } {
  const [mantissa = '', exponent = ''] = Math.abs(value).toExponential().split('e');
  return { digits: mantissa.replace('.', ''), point: Number(exponent) + 1 };
}

export function printDouble(value: number): string {
  const size = Math.abs(value);
  // Here JavaScript prints the same.
  if (size >= 1e-6 && size < 1e15) return String(value);
  if (size === 0) return Object.is(value, -0) ? '-0' : '0';
  const { digits, point } = digitsOf(value);
  const sign = value < 0 ? '-' : '';
  // A number with a fraction is printed plainly even if one digit longer.
  if ((point >= plain.from && point <= plain.to) || (point > 0 && digits.length > point)) {
    return `${sign}${placed(digits, point)}`;
  }
  const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
  return `${sign}${digits[0]}${fraction}e${point - 1}`;
}

/** With a fixed number of decimals. */
export function printFixed(value: number, decimals: number): string {
  const { digits, point } = digitsOf(value);
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  // More digits than are shown: rounded by value, which toFixed does exactly below 1e21.
  if (digits.length - point > decimals) return value.toFixed(decimals);
  const [whole = '', fraction = ''] = placed(digits, point).split('.');
  return `${sign}${whole}${decimals === 0 ? '' : `.${fraction.padEnd(decimals, '0')}`}`;
}

function placed(digits: string, point: number): string {
  if (point <= 0) return digits === '0' ? '0' : `0.${'0'.repeat(-point)}${digits}`;
  if (point >= digits.length) return digits.padEnd(point, '0');
  return `${digits.slice(0, point)}.${digits.slice(point)}`;
}
