"""QR codes: a reader written for this test gets back what was put in."""

from __future__ import annotations

import re

import pytest
from defusedxml import ElementTree

from kaname.web.qr import QUIET_ZONE, TooLongForQr, qr_matrix, qr_path, qr_picture, qr_svg

ADDRESS = "https://kaname.example.jp/training/in/ABCD2345EFGH/"


def test_picture_draws_exactly_the_matrix():
    matrix = qr_matrix(ADDRESS)
    side, path = qr_path(ADDRESS)
    dark = {
        (int(x) + step, int(y))
        for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1", path)
        for step in range(int(width))
    }
    wanted = {
        (x + QUIET_ZONE, y + QUIET_ZONE)
        for y, row in enumerate(matrix)
        for x, is_dark in enumerate(row)
        if is_dark
    }
    assert (side, dark) == (len(matrix) + 8, wanted)


@pytest.mark.parametrize("text", ["A", ADDRESS, ADDRESS * 3, "集合研修の受付"])
def test_code_reads_back(text):
    assert _read(qr_matrix(text)) == text


def test_text_that_does_not_fit_is_refused():
    with pytest.raises(TooLongForQr):
        qr_matrix("あ" * 4000)


def test_drawing_says_where_it_leads_and_cannot_be_markup():
    svg = str(qr_svg(ADDRESS, '研修<script>"'))
    assert 'role="img" aria-label="研修&lt;script&gt;&quot;"' in svg
    assert ElementTree.fromstring(svg).find("{http://www.w3.org/2000/svg}title").text == '研修<script>"'
    assert 'aria-hidden="true"' in qr_picture(ADDRESS)


# A small reader of the symbols above (level M, byte mode; blocks interleaved as the standard has them).
_BLOCKS = {1: [16], 2: [28], 3: [44], 4: [32, 32], 5: [43, 43], 6: [27] * 4, 7: [31] * 4, 8: [38, 38, 39, 39],
           9: [36, 36, 36, 37, 37], 10: [43, 43, 43, 43, 44]}  # fmt: skip
_CENTRES = {1: [], 2: [6, 18], 3: [6, 22], 4: [6, 26], 5: [6, 30], 6: [6, 34], 7: [6, 22, 38], 8: [6, 24, 42],
            9: [6, 26, 46], 10: [6, 28, 50]}  # fmt: skip
_MASKS = (
    lambda y, x: (y + x) % 2 == 0,
    lambda y, x: y % 2 == 0,
    lambda y, x: x % 3 == 0,
    lambda y, x: (y + x) % 3 == 0,
    lambda y, x: (y // 2 + x // 3) % 2 == 0,
    lambda y, x: (y * x) % 2 + (y * x) % 3 == 0,
    lambda y, x: ((y * x) % 2 + (y * x) % 3) % 2 == 0,
    lambda y, x: ((y + x) % 2 + (y * x) % 3) % 2 == 0,
)


def _read(matrix):
    size = len(matrix)
    version = (size - 17) // 4
    mask = _MASKS[sum(bit << n for n, bit in enumerate(reversed(matrix[8][2:5]))) ^ 0b101]
    fixed = _fixed(size, version)
    bits = [matrix[y][x] ^ mask(y, x) for y, x in _walk(size) if (y, x) not in fixed]
    words = [int("".join(str(int(b)) for b in bits[n : n + 8]), 2) for n in range(0, len(bits) - 7, 8)]
    return _decode("".join(f"{w:08b}" for w in _deinterleaved(words, _BLOCKS[version])), version)


def _fixed(size, version):
    found = {(y, x) for y in range(9) for x in (*range(9), *range(size - 8, size))}
    found |= {(y, x) for y in range(size - 8, size) for x in range(9)}
    found |= {(6, n) for n in range(size)} | {(n, 6) for n in range(size)}
    centres = _CENTRES[version]
    for cy in centres:
        for cx in centres:
            if (cy, cx) not in {(6, 6), (6, centres[-1]), (centres[-1], 6)}:
                found |= {(cy + dy, cx + dx) for dy in range(-2, 3) for dx in range(-2, 3)}
    if version >= 7:
        found |= {(y, x) for y in range(6) for x in range(size - 11, size - 8)}
        found |= {(y, x) for x in range(6) for y in range(size - 11, size - 8)}
    return found


def _walk(size):
    up, x = True, size - 1
    while x > 0:
        x -= x == 6
        for y in range(size - 1, -1, -1) if up else range(size):
            yield from ((y, x), (y, x - 1))
        up, x = not up, x - 2


def _deinterleaved(words, lengths):
    blocks, stream = [[] for _length in lengths], iter(words)
    for place in range(max(lengths)):
        for block, length in zip(blocks, lengths, strict=True):
            if place < length:
                block.append(next(stream))
    return [word for block in blocks for word in block]


def _decode(bits, version):
    """Segments of digits, of capitals and of bytes until the end mark."""
    letters, text, place = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:", b"", 0
    widths = {1: (10, 12), 2: (9, 11), 4: (8, 16)}

    def take(n):
        nonlocal place
        place += n
        return int(bits[place - n : place] or "0", 2)

    while (mode := take(4)) in widths:
        left = take(widths[mode][version >= 10])
        while left > 0:
            if mode == 4:
                text, left = text + bytes([take(8)]), left - 1
            elif mode == 2:
                pair = [letters[n] for n in divmod(take(11), 45)] if left > 1 else [letters[take(6)]]
                text, left = text + "".join(pair).encode(), left - 2
            else:
                some = min(left, 3)
                text, left = text + f"{take((4, 7, 10)[some - 1]):0{some}}".encode(), left - some
    return text.decode()
