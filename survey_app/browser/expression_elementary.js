// Powers, logarithms and the trigonometric functions, step for step as instruments/expressions/elementary.py has them:
// change both or neither. Browsers differ from each other and from Python in the last digit of their own.

const LOG2_HIGH = 6.93147180369123816490e-1;
const LOG2_LOW = 1.90821492927058770002e-10;
const LOG10 = 2.302585092994046;
const HALF_PI_PARTS = [1.5707963267341256, 6.077100506303966e-11, 2.0222662487959506e-21];
const HALF_PI = Math.PI / 2;
const QUARTER_PI = Math.PI / 4;
const LARGEST_ANGLE = 1e9;
const CLOSE = 4.5e-16;

/** e to a power. */
export function exp(number) {
  if (Number.isNaN(number)) return NaN;
  if (number > 709.782712893384) return Infinity;
  return number < -745.2 ? 0 : neat(plainExp(number));
}

function plainExp(number) {
  const count = Math.floor(number / (LOG2_HIGH + LOG2_LOW) + 0.5);
  const [high, low] = [number - count * LOG2_HIGH, count * LOG2_LOW];
  const rest = high - low;
  const lost = high - rest - low;
  let total = 0;
  for (let divisor = 18; divisor > 0; divisor -= 1) total = ((total + 1) * rest) / divisor;
  const half = Math.floor(count / 2);
  return (1 + (total + lost * (1 + total))) * twoTo(half) * twoTo(count - half);
}

function twoTo(count) {
  let result = 1;
  for (let done = 0; done < Math.abs(count); done += 1) result *= count >= 0 ? 2 : 0.5;
  return result;
}

/** The natural logarithm. */
export function log(number) {
  if (Number.isNaN(number) || number < 0) return NaN;
  if (number === 0) return -Infinity;
  return number === Infinity ? Infinity : neat(plainLog(number));
}

function plainLog(given) {
  let [number, count] = [given, 0];
  for (; number >= 1.4142135623730951; count += 1) number *= 0.5;
  for (; number < 0.7071067811865476; count -= 1) number *= 2;
  const ratio = (number - 1) / (number + 1);
  const square = ratio * ratio;
  let total = 0;
  for (let odd = 39; odd > 1; odd -= 2) total = (total + 1 / odd) * square;
  return count * LOG2_HIGH + (count * LOG2_LOW + 2 * ratio * total + 2 * ratio);
}

/** The logarithm to the base of ten. */
export function log10(number) {
  return number > 0 && number < Infinity ? neat(plainLog(number) / LOG10) : log(number);
}

/** A number to a power: exactly, as far as that goes, where the power is a whole number. */
export function power(base, exponent) {
  if (exponent === 0) return 1;
  if (Number.isNaN(base) || Number.isNaN(exponent)) return NaN;
  if (Math.abs(exponent) === Infinity) {
    const size = Math.abs(base);
    if (size === 1) return NaN;
    return size > 1 === exponent > 0 ? Infinity : 0;
  }
  const whole = exponent === Math.floor(exponent);
  if (whole && Math.abs(exponent) <= 1024) return wholePower(base, exponent);
  if (whole) {
    const size = positivePower(Math.abs(base), exponent);
    return base < 0 && exponent % 2 !== 0 ? -size : size;
  }
  if (base >= 0) return positivePower(base, exponent);
  return base === -Infinity && exponent > 0 ? Infinity : NaN;
}

function wholePower(base, exponent) {
  let [result, square] = [1, base];
  for (let count = Math.abs(exponent); count; count = Math.floor(count / 2)) {
    if (count % 2) result *= square;
    square *= square;
  }
  return exponent >= 0 ? result : 1 / result;
}

function positivePower(base, exponent) {
  if (base === 0 || base === Infinity) return (base !== 0) === exponent > 0 ? Infinity : 0;
  if (Math.abs(exponent) > 1024) return exp(exponent * plainLog(base));
  const count = Math.floor(exponent);
  const rest = exponent - count;
  return neat(wholePower(base, count) * (rest === 0.5 ? Math.sqrt(base) : exp(rest * plainLog(base))));
}

/** The sine of an angle in radians. */
export const sin = (angle) => turned(angle, 0);

/** The cosine of an angle in radians. */
export const cos = (angle) => turned(angle, 1);

/** The tangent of an angle in radians. */
export function tan(angle) {
  const along = turned(angle, 1);
  return along === 0 ? NaN : neat(turned(angle, 0) / along);
}

function turned(angle, quarters) {
  if (!(Math.abs(angle) <= LARGEST_ANGLE)) return NaN;
  const count = Math.floor(angle / HALF_PI + 0.5);
  const [first, second, third] = HALF_PI_PARTS;
  const rest = angle - count * first - count * second - count * third;
  const direction = (((count + quarters) % 4) + 4) % 4;
  const value = direction % 2 ? cosine(rest) : sine(rest);
  return neat(direction < 2 ? value : -value);
}

function sine(rest) {
  const square = rest * rest;
  let total = 0;
  for (let divisor = 20; divisor > 1; divisor -= 2) total = (-(1 + total) * square) / (divisor * (divisor + 1));
  return rest + rest * total;
}

function cosine(rest) {
  const square = rest * rest;
  let total = 0;
  for (let divisor = 19; divisor > 0; divisor -= 2) total = (-(1 + total) * square) / (divisor * (divisor + 1));
  return 1 + total;
}

/** The angle of a tangent. */
export const atan = (number) => neat(plainAtan(number));

function plainAtan(number) {
  const size = Math.abs(number);
  const angle = size > 1 ? HALF_PI - smallAtan(1 / size) : smallAtan(size);
  return number < 0 ? -angle : angle;
}

function smallAtan(given) {
  const turn = given > 0.4142135623730951 ? QUARTER_PI : 0;
  let size = turn ? (given - 1) / (given + 1) : given;
  size /= 1 + Math.sqrt(1 + size * size);
  const square = size * size;
  let total = 0;
  for (let odd = 27; odd > 1; odd -= 2) total = -(total + 1 / odd) * square;
  return turn + 2 * (size + size * total);
}

/** The direction of a point: `across` is its height, `along` its distance to the right. */
export function atan2(across, along) {
  if (Number.isNaN(across) || Number.isNaN(along)) return NaN;
  const [height, length] = [Math.abs(across), Math.abs(along)];
  let angle;
  if (height === Infinity && length === Infinity) angle = QUARTER_PI;
  else if (height === 0 && length === 0) angle = 0;
  else angle = length >= height ? plainAtan(height / length) : HALF_PI - plainAtan(length / height);
  if (along < 0) angle = Math.PI - angle;
  return neat(across < 0 ? -angle : angle);
}

/** The angle of a sine. */
export function asin(number) {
  return Math.abs(number) <= 1 ? atan2(number, Math.sqrt((1 - number) * (1 + number))) : NaN;
}

/** The angle of a cosine. */
export function acos(number) {
  return Math.abs(number) <= 1 ? atan2(Math.sqrt((1 - number) * (1 + number)), number) : NaN;
}

/** The number of twelve digits where there is one next to this: 3 rather than 2.9999999999999996. */
function neat(number) {
  if (!Number.isFinite(number) || number === 0) return number;
  const short = Number(number.toExponential(11));
  return Math.abs(number - short) <= CLOSE * Math.abs(number) ? short : number;
}
