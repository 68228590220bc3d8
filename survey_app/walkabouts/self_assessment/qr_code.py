"""QR codes of short texts, such as the address of a survey: bytes, error correction M, versions 1 to 10.

References
----------
ISO/IEC 18004:2015, QR Code bar code symbology specification.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import product

# Version → (blocks, data codewords of each; further blocks with one more), error correction codewords of a block.
_BLOCKS: dict[int, tuple[tuple[tuple[int, int], ...], int]] = {
    1: (((1, 16),), 10),
    2: (((1, 28),), 16),
    3: (((1, 44),), 26),
    4: (((2, 32),), 18),
    5: (((2, 43),), 24),
    6: (((4, 27),), 16),
    7: (((4, 31),), 18),
    8: (((2, 38), (2, 39)), 22),
    9: (((3, 36), (2, 37)), 22),
    10: (((4, 43), (1, 44)), 26),
}
_ALIGNED: dict[int, tuple[int, ...]] = {
    1: (), 2: (6, 18), 3: (6, 22), 4: (6, 26), 5: (6, 30), 6: (6, 34), 7: (6, 22, 38), 8: (6, 24, 42), 9: (6, 26, 46),
    10: (6, 28, 50),
}  # fmt: skip
_FORMAT_M = 0b00
_FINDER = (0b1111111, 0b1000001, 0b1011101, 0b1011101, 0b1011101, 0b1000001, 0b1111111)

_LIKE_FINDERS = ("10111010000", "00001011101")

Matrix = list[list[bool]]
Place = tuple[int, int]


def qr_matrix(text: str) -> Matrix:
    """The modules of the code, row by row, True for dark, without the quiet zone.

    Raises
    ------
    ValueError
        The text is longer than a code of version 10 holds (213 bytes).
    """
    data = text.encode()
    version = _version_for(len(data))
    bits = _bits(_codewords(data, version))
    plain, fixed = _patterns(version)
    candidates = (_masked(plain, fixed, bits, mask) for mask in range(8))
    best = min(enumerate(candidates), key=lambda pair: (_penalty(pair[1]), pair[0]))
    return best[1]


def qr_svg(text: str, *, label: str, quiet: int = 4) -> str:
    """The code as a picture that any size suits. ``label`` says what it leads to."""
    matrix = qr_matrix(text)
    side = len(matrix) + 2 * quiet
    runs = "".join(f"M{x + quiet},{y + quiet}h{length}v1h-{length}z" for y, x, length in _runs(matrix))
    title = escape(label)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges" role="img">'
        f'<title>{title}</title><rect width="{side}" height="{side}" fill="#fff"/><path d="{runs}" fill="#000"/></svg>'
    )


def _runs(matrix: Matrix) -> Iterator[tuple[int, int, int]]:
    """Row, first column and length of each run of dark modules."""
    for y, row in enumerate(matrix):
        x = 0
        while x < len(row):
            length = next((n for n in range(len(row) - x) if not row[x + n]), len(row) - x)
            if length:
                yield y, x, length
            x += max(length, 1)


def _capacity(version: int) -> int:
    return sum(count * size for count, size in _BLOCKS[version][0])


def _version_for(length: int) -> int:
    for version in _BLOCKS:
        if 4 + (8 if version < 10 else 16) + 8 * length <= 8 * _capacity(version):
            return version
    raise ValueError(f"{length} bytes are more than a QR code of version 10 holds")


def _codewords(data: bytes, version: int) -> bytes:
    """Data and error correction, interleaved block by block."""
    counter = 8 if version < 10 else 16
    stream = f"0100{len(data):0{counter}b}" + "".join(f"{byte:08b}" for byte in data)
    room = _capacity(version)
    stream += "0" * min(4, 8 * room - len(stream))
    stream += "0" * (-len(stream) % 8)
    words = bytes(int(stream[at : at + 8], 2) for at in range(0, len(stream), 8))
    words += bytes((0xEC, 0x11)[at % 2] for at in range(room - len(words)))
    sizes, correction = _BLOCKS[version]
    blocks, at = [], 0
    for size in (size for count, size in sizes for _ in range(count)):
        blocks.append(words[at : at + size])
        at += size
    checks = [_correction(block, correction) for block in blocks]
    return bytes([*_interleaved(blocks), *_interleaved(checks)])


def _interleaved(blocks: list[bytes]) -> Iterator[int]:
    for at in range(max(map(len, blocks))):
        yield from (block[at] for block in blocks if at < len(block))


def _field() -> tuple[list[int], list[int]]:
    """Powers and logarithms of the field of 256 elements."""
    powers, logs, value = [1] * 512, [0] * 256, 1
    for exponent in range(255):
        powers[exponent] = powers[exponent + 255] = value
        logs[value] = exponent
        value = value << 1 ^ (0x11D if value & 0x80 else 0)
    return powers, logs


_POWERS, _LOGS = _field()


def _times(a: int, b: int) -> int:
    return _POWERS[_LOGS[a] + _LOGS[b]] if a and b else 0


def _correction(block: bytes, count: int) -> bytes:
    """The remainder of the block, divided by the generator polynomial."""
    generator = [1]
    for exponent in range(count):
        shifted = [*generator, 0]
        for at, factor in enumerate(generator, start=1):
            shifted[at] ^= _times(factor, _POWERS[exponent])
        generator = shifted
    rest = [*block, *bytes(count)]
    for at in range(len(block)):
        if lead := rest[at]:
            for step, factor in enumerate(generator):
                rest[at + step] ^= _times(factor, lead)
    return bytes(rest[len(block) :])


def _bits(words: bytes) -> list[bool]:
    return [bool(word >> place & 1) for word in words for place in range(7, -1, -1)]


def _patterns(version: int) -> tuple[Matrix, set[Place]]:
    """The modules that every code of a version has, and which places they take up, those of the format among them."""
    side = 17 + 4 * version
    matrix = [[False] * side for _ in range(side)]
    fixed: set[Place] = set()

    def put(y: int, x: int, dark: bool) -> None:
        matrix[y][x] = dark
        fixed.add((y, x))

    for at in range(side):  # timing
        put(6, at, at % 2 == 0)
        put(at, 6, at % 2 == 0)
    for top, left in ((0, 0), (0, side - 7), (side - 7, 0)):  # finders with a light border
        for y, x in product(range(-1, 8), repeat=2):
            if 0 <= top + y < side and 0 <= left + x < side:
                inside = 0 <= y < 7 and 0 <= x < 7
                put(top + y, left + x, inside and bool(_FINDER[y] >> (6 - x) & 1))
    _align(version, side, put)
    for at in range(9):  # room for the format
        fixed |= {(8, at), (at, 8)}
    for at in range(8):
        fixed |= {(8, side - 1 - at), (side - 1 - at, 8)}
    put(side - 8, 8, True)
    if version >= 7:
        _name_version(version, side, put)
    return matrix, fixed


def _align(version: int, side: int, put: object) -> None:
    centres = _ALIGNED[version]
    for y, x in product(centres, repeat=2):
        if (y, x) in ((6, 6), (6, side - 7), (side - 7, 6)):
            continue
        for dy, dx in product(range(-2, 3), repeat=2):
            put(y + dy, x + dx, max(abs(dy), abs(dx)) != 1)  # type: ignore[operator]


def _name_version(version: int, side: int, put: object) -> None:
    named = version << 12 | _remainder(version << 12, 0x1F25)
    for at in range(18):
        dark, (row, column) = bool(named >> at & 1), divmod(at, 3)
        put(row, side - 11 + column, dark)  # type: ignore[operator]
        put(side - 11 + column, row, dark)  # type: ignore[operator]


def _remainder(value: int, divisor: int) -> int:
    width = divisor.bit_length()
    while value.bit_length() >= width:
        value ^= divisor << (value.bit_length() - width)
    return value


def _masked(plain: Matrix, fixed: set[Place], bits: list[bool], mask: int) -> Matrix:
    """The code with its data under one of the eight masks."""
    matrix = [row[:] for row in plain]
    left = iter(bits)
    for y, x in _zigzag(len(matrix), fixed):
        matrix[y][x] = next(left, False) ^ _mask_at(mask, y, x)
    _name_format(matrix, mask)
    return matrix


def _zigzag(side: int, fixed: set[Place]) -> Iterator[Place]:
    """The places of the data: two columns at a time from the right, up and down in turn, past the timing column."""
    upwards = True
    for right in (*range(side - 1, 6, -2), 5, 3, 1):
        for step in range(side):
            y = side - 1 - step if upwards else step
            yield from ((y, x) for x in (right, right - 1) if (y, x) not in fixed)
        upwards = not upwards


def _mask_at(mask: int, y: int, x: int) -> bool:
    return (
        (y + x) % 2, y % 2, x % 3, (y + x) % 3, (y // 2 + x // 3) % 2, y * x % 2 + y * x % 3,
        (y * x % 2 + y * x % 3) % 2, ((y + x) % 2 + y * x % 3) % 2,
    )[mask] == 0  # fmt: skip


def _name_format(matrix: Matrix, mask: int) -> None:
    """Write the correction level and the mask, twice."""
    value = _FORMAT_M << 3 | mask
    named = (value << 10 | _remainder(value << 10, 0x537)) ^ 0x5412
    side = len(matrix)
    first = [(8, at) for at in (0, 1, 2, 3, 4, 5, 7, 8)] + [(at, 8) for at in (7, 5, 4, 3, 2, 1, 0)]
    second = [(side - 1 - at, 8) for at in range(7)] + [(8, side - 8 + at) for at in range(8)]
    for places in (first, second):
        for at, (y, x) in enumerate(places):
            matrix[y][x] = bool(named >> (14 - at) & 1)


def _penalty(matrix: Matrix) -> int:
    """How hard a code is to read, by the four rules of the standard."""
    side = len(matrix)
    lines = ["".join("01"[dark] for dark in row) for row in matrix]
    lines += ["".join(column) for column in zip(*lines, strict=True)]
    points = 0
    for line in lines:
        for run in line.replace("01", "0 1").replace("10", "1 0").split():
            points += len(run) - 2 if len(run) >= 5 else 0
        points += 40 * sum(
            line.startswith(pattern, at) for at in range(side) for pattern in ("10111010000", "00001011101")
        )
    for y, x in product(range(side - 1), repeat=2):
        points += 3 * (matrix[y][x] == matrix[y][x + 1] == matrix[y + 1][x] == matrix[y + 1][x + 1])
    share = sum(map(sum, matrix)) * 100 / side**2
    return points + 10 * int(abs(share - 50) // 5)
