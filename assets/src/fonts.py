"""Cuts Be Vietnam Pro down to the Vietnamese alphabet, ASCII and usual punctuation, one file a weight.

The published subsets split the alphabet over two files with hinting: 33 kB a weight. Joined, without hinting and with
kerning kept, a weight is 10 kB. Digits of one width are added under the `tnum` feature, which the published subsets
lack. The licence (OFL 1.1, no reserved font name) allows both. Needs fonttools and brotli.
"""

import sys
import tempfile
from copy import deepcopy
from pathlib import Path

from fontTools import merge, subset
from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.ttLib import TTFont

ALPHABET = (
    "ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýĂăĐđĨĩŨũƠơƯư₫"
    + "".join(chr(c) for c in range(0x1EA0, 0x1EFA))
)
COMMON = "".join(chr(c) for c in range(0x20, 0x7F)) + "\u00a0«»·°§©²³×±½–—‘’“”„…•‹›€−"
DIGIT_WIDTH = 680


def cut(source, target, letters):
    options = subset.Options()
    options.hinting = False
    options.layout_features = ["kern"]
    options.notdef_outline = True
    font = subset.load_font(source, options)
    cutter = subset.Subsetter(options)
    cutter.populate(text=letters)
    cutter.subset(font)
    font.flavor = None
    font.save(target)
    return set(font.getBestCmap())


def tabular(font):
    letters, glyphs, widths = font.getBestCmap(), font["glyf"], font["hmtx"]
    order, pairs = list(font.getGlyphOrder()), []
    for digit in "0123456789":
        source, name = letters[ord(digit)], f"tnum{digit}"
        glyph = deepcopy(glyphs[source])
        shift = (DIGIT_WIDTH - (glyph.xMax - glyph.xMin)) // 2 - glyph.xMin
        glyph.coordinates.translate((shift, 0))
        glyphs.glyphs[name] = glyph
        order.append(name)
        glyph.recalcBounds(glyphs)
        widths.metrics[name] = (DIGIT_WIDTH, glyph.xMin)
        pairs.append(f"  sub {source} by {name};")
    font.setGlyphOrder(order)
    glyphs.glyphOrder = order
    font["maxp"].numGlyphs = len(order)
    rules = "languagesystem DFLT dflt;\nlanguagesystem latn dflt;\nfeature tnum {\n" + "\n".join(pairs) + "\n} tnum;"
    addOpenTypeFeaturesFromString(font, rules, tables=["GSUB"])


def main(files, out):
    with tempfile.TemporaryDirectory() as scratch:
        for weight in (400, 700):
            source = f"{files}/be-vietnam-pro-%s-{weight}-normal.woff2"
            latin, viet = f"{scratch}/latin.ttf", f"{scratch}/viet.ttf"
            have = cut(source % "latin", latin, COMMON + ALPHABET)
            cut(source % "vietnamese", viet, "".join(c for c in ALPHABET if ord(c) not in have))
            font = merge.Merger().merge([latin, viet])
            missing = [c for c in ALPHABET if ord(c) not in font.getBestCmap()]
            if missing:
                sys.exit(f"letters missing from weight {weight}: {missing}")
            tabular(font)
            font.flavor = "woff2"
            target = Path(out) / f"be-vietnam-pro-{weight}.woff2"
            font.save(target)
            print(target.name, target.stat().st_size, "bytes")


if __name__ == "__main__":
    main(*sys.argv[1:3])
