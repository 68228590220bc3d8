"""Powers, logarithms and the trigonometric functions, the same to the last digit in Python and in every browser.

The libraries of different machines differ in the last digit of these, and one digit can turn a comparison. So they
are reckoned here from additions, multiplications, divisions and square roots, which every machine does alike, and
``survey_app/browser/expression_elementary.js`` does the same steps in the same order: change both or neither.
"""

from __future__ import annotations

import math

LOG2_HIGH = 6.93147180369123816490e-01  # ln 2 in two parts; the first has zeros enough at its end to be multiplied
LOG2_LOW = 1.90821492927058770002e-10
LOG10 = 2.302585092994046
HALF_PI_PARTS = (1.5707963267341256, 6.077100506303966e-11, 2.0222662487959506e-21)
HALF_PI = math.pi / 2
QUARTER_PI = math.pi / 4
LARGEST_ANGLE = 1e9
CLOSE = 4.5e-16


def exp(number: float) -> float:
    """e to a power."""
    if math.isnan(number):
        return math.nan
    if number > 709.782712893384:
        return math.inf
    if number < -745.2:
        return 0.0
    return neat(_exp(number))


def _exp(number: float) -> float:
    count = math.floor(number / (LOG2_HIGH + LOG2_LOW) + 0.5)
    high, low = number - count * LOG2_HIGH, count * LOG2_LOW
    rest = high - low
    lost = (high - rest) - low
    total = 0.0
    for divisor in range(18, 0, -1):  # 1 + rest (1 + rest/2 (1 + rest/3 (…)))
        total = (total + 1.0) * rest / divisor
    return _scaled(1.0 + (total + lost * (1.0 + total)), count)


def _scaled(number: float, count: int) -> float:
    """The number times two to a power, one half of the power at a time so that neither half overflows."""
    half = count // 2
    return number * two_to(half) * two_to(count - half)


def two_to(count: int) -> float:
    """Two to a whole power."""
    result, base = 1.0, 2.0 if count >= 0 else 0.5
    for _ in range(abs(count)):
        result *= base
    return result


def log(number: float) -> float:
    """The natural logarithm."""
    if math.isnan(number) or number < 0:
        return math.nan
    if number == 0:
        return -math.inf
    return math.inf if math.isinf(number) else neat(_log(number))


def _log(number: float) -> float:
    count = 0
    while number >= 1.4142135623730951:
        number *= 0.5
        count += 1
    while number < 0.7071067811865476:
        number *= 2.0
        count -= 1
    ratio = (number - 1.0) / (number + 1.0)
    square = ratio * ratio
    total = 0.0
    for odd in range(39, 1, -2):  # 2 (r + r³/3 + r⁵/5 + …)
        total = (total + 1.0 / odd) * square
    return count * LOG2_HIGH + (count * LOG2_LOW + 2.0 * ratio * total + 2.0 * ratio)


def log10(number: float) -> float:
    """The logarithm to the base of ten."""
    if math.isnan(number) or number < 0 or number == 0 or math.isinf(number):
        return log(number)
    return neat(_log(number) / LOG10)


def power(base: float, exponent: float) -> float:
    """A number to a power: exactly, as far as that goes, where the power is a whole number."""
    if exponent == 0:
        return 1.0
    if math.isnan(base) or math.isnan(exponent):
        return math.nan
    if math.isinf(exponent):
        size = abs(base)
        if size == 1:
            return math.nan
        return math.inf if (size > 1) is (exponent > 0) else 0.0
    if exponent == math.floor(exponent) and abs(exponent) <= 1024:
        return _whole_power(base, int(exponent))
    if exponent == math.floor(exponent):
        size = _positive_power(abs(base), exponent)
        return -size if base < 0 and math.fmod(exponent, 2.0) != 0 else size
    if base < 0:
        return math.inf if math.isinf(base) and exponent > 0 else math.nan
    return _positive_power(base, exponent)


def _whole_power(base: float, exponent: int) -> float:
    result, count, square = 1.0, abs(exponent), base
    while count:
        if count % 2:
            result *= square
        square *= square
        count //= 2
    if exponent >= 0:
        return result
    return 1.0 / result if result != 0 else math.copysign(math.inf, result)


def _positive_power(base: float, exponent: float) -> float:
    if base == 0 or math.isinf(base):
        return math.inf if (base != 0) is (exponent > 0) else 0.0
    if abs(exponent) > 1024:
        return exp(exponent * _log(base))
    count = math.floor(exponent)
    rest = exponent - count
    return neat(_whole_power(base, count) * (math.sqrt(base) if rest == 0.5 else exp(rest * _log(base))))


def sin(angle: float) -> float:
    """The sine of an angle in radians."""
    return _turned(angle, 0)


def cos(angle: float) -> float:
    """The cosine of an angle in radians."""
    return _turned(angle, 1)


def tan(angle: float) -> float:
    """The tangent of an angle in radians."""
    across, along = _turned(angle, 0), _turned(angle, 1)
    return neat(across / along) if along != 0 else math.nan


def _turned(angle: float, quarters: int) -> float:
    """The sine of an angle and so many quarter turns; there is none of an angle too large to tell its direction."""
    if not abs(angle) <= LARGEST_ANGLE:
        return math.nan
    count = math.floor(angle / HALF_PI + 0.5)
    first, second, third = HALF_PI_PARTS
    rest = angle - count * first - count * second - count * third
    direction = (count + quarters) % 4
    value = _cosine(rest) if direction % 2 else _sine(rest)
    return neat(value if direction < 2 else -value)


def _sine(rest: float) -> float:
    square, total = rest * rest, 0.0
    for divisor in range(20, 1, -2):
        total = -(1.0 + total) * square / (divisor * (divisor + 1))
    return rest + rest * total


def _cosine(rest: float) -> float:
    square, total = rest * rest, 0.0
    for divisor in range(19, 0, -2):
        total = -(1.0 + total) * square / (divisor * (divisor + 1))
    return 1.0 + total


def atan(number: float) -> float:
    """The angle of a tangent."""
    return number if math.isnan(number) else neat(_atan(number))


def _atan(number: float) -> float:
    size = abs(number)
    angle = HALF_PI - _small_atan(1.0 / size) if size > 1 else _small_atan(size)
    return -angle if number < 0 else angle


def _small_atan(size: float) -> float:
    """Of a tangent from 0 to 1, brought below a quarter first so that the series is short."""
    turn = QUARTER_PI if size > 0.4142135623730951 else 0.0
    if turn:
        size = (size - 1.0) / (size + 1.0)
    size = size / (1.0 + math.sqrt(1.0 + size * size))
    square, total = size * size, 0.0
    for odd in range(27, 1, -2):
        total = -(total + 1.0 / odd) * square
    return turn + 2.0 * (size + size * total)


def atan2(across: float, along: float) -> float:
    """The direction of a point: ``across`` is its height, ``along`` its distance to the right."""
    if math.isnan(across) or math.isnan(along):
        return math.nan
    if math.isinf(across) and math.isinf(along):
        angle = QUARTER_PI
    elif across == 0 and along == 0:
        angle = 0.0
    elif abs(along) >= abs(across):
        angle = _atan(abs(across) / abs(along))
    else:
        angle = HALF_PI - _atan(abs(along) / abs(across))
    angle = math.pi - angle if along < 0 else angle
    return neat(-angle if across < 0 else angle)


def asin(number: float) -> float:
    """The angle of a sine."""
    if not abs(number) <= 1:
        return math.nan
    return atan2(number, math.sqrt((1.0 - number) * (1.0 + number)))


def acos(number: float) -> float:
    """The angle of a cosine."""
    if not abs(number) <= 1:
        return math.nan
    return atan2(math.sqrt((1.0 - number) * (1.0 + number)), number)


def neat(number: float) -> float:
    """The number of twelve digits where there is one next to this: 3 rather than 2.9999999999999996."""
    if not math.isfinite(number) or number == 0:
        return number
    short = float(f"{number:.11e}")
    return short if abs(number - short) <= CLOSE * abs(number) else number
