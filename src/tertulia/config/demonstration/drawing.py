"""Draws the pictures of the demonstration: `python -m tertulia.config.demonstration.drawing [FOLDER]`.

Flat shapes, few colours, no text. Drawn at twice the size and scaled down, so that edges are smooth; the files in
`pictures/` are what this makes and are kept beside it.
"""

import math
import random
import sys
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1600, 900
SCALE = 2
COLOURS = 96  # in a finished picture

INK, NIGHT, SEA, TEAL = "#0e2233", "#16324a", "#1f4c63", "#2f7f86"
MIST, PALE, SAND, PAPER = "#c9d6df", "#e3e9ea", "#ecd9b4", "#f6ecd8"
AMBER, CORAL, BRICK, OLIVE = "#f2b84b", "#e0774f", "#a8452f", "#7c8a4d"

Points = list[tuple[float, float]]


class Sheet:
    """A picture in the making; all measures are in pixels of the finished one."""

    def __init__(self, ground: str):
        self.image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), ground)
        self._pen = ImageDraw.Draw(self.image)

    def box(self, left: float, top: float, right: float, bottom: float, colour: str, *, radius: float = 0) -> None:
        corners = [left * SCALE, top * SCALE, right * SCALE, bottom * SCALE]
        self._pen.rounded_rectangle(corners, radius * SCALE, fill=colour)

    def disc(self, x: float, y: float, radius: float, colour: str) -> None:
        self._pen.ellipse([(x - radius) * SCALE, (y - radius) * SCALE, (x + radius) * SCALE, (y + radius) * SCALE], fill=colour)

    def ring(self, x: float, y: float, radius: float, colour: str, width: float) -> None:
        corners = [(x - radius) * SCALE, (y - radius) * SCALE, (x + radius) * SCALE, (y + radius) * SCALE]
        self._pen.ellipse(corners, outline=colour, width=int(width * SCALE))

    def shape(self, points: Points, colour: str) -> None:
        self._pen.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=colour)

    def line(self, points: Points, colour: str, width: float) -> None:
        self._pen.line([(x * SCALE, y * SCALE) for x, y in points], fill=colour, width=int(width * SCALE), joint="curve")

    def below(self, height: Callable[[float], float], colour: str) -> None:
        """Everything below a curve: `height` gives y for x."""
        edge = [(float(x), height(x)) for x in range(0, WIDTH + 9, 8)]
        self.shape([*edge, (WIDTH, HEIGHT), (0, HEIGHT)], colour)

    def save(self, path: Path) -> None:
        small = self.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        small.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(path, optimize=True)


def wave(level: float, rise: float, length: float, shift: float = 0) -> Callable[[float], float]:
    """A gentle swell around `level`."""
    return lambda x: level + rise * math.sin((x + shift) / length * math.tau)


def houses(sheet: Sheet, ground: float, colours: list[str], window: str, *, seed: int, low: int = 50, high: int = 130) -> None:
    """A row of narrow houses from edge to edge, some windows lit."""
    chance = random.Random(seed)  # noqa: S311 - a drawing, not a secret
    x = -20.0
    while x < WIDTH:
        width, height = chance.randint(56, 104), chance.randint(low, high)
        colour = chance.choice(colours)
        sheet.box(x, ground - height, x + width, ground + 4, colour)
        gable = chance.choice([0.0, 22, 34])
        sheet.shape(
            [(x, ground - height + 1), (x + width / 2, ground - height - gable), (x + width, ground - height + 1)], colour
        )
        for row in range(int(height // 40)):
            for column in range(int(width // 30)):
                if chance.random() < 0.45:
                    left, top = x + 12 + column * 28, ground - height + 16 + row * 38
                    sheet.box(left, top, left + 11, top + 17, window)
        x += width


def glints(sheet: Sheet, colour: str, *, top: int, bottom: int, count: int, seed: int, middle: float = WIDTH / 2) -> None:
    """Short strokes of light on water, closer together towards `middle`."""
    chance = random.Random(seed)  # noqa: S311
    for _stroke in range(count):
        y = chance.uniform(top, bottom)
        x = chance.gauss(middle, 130 + (y - top) * 0.55)
        half = chance.uniform(10, 34) * (0.5 + (y - top) / (bottom - top))
        sheet.box(x - half, y, x + half, y + 5, colour, radius=2.5)


def harbour_tram() -> Sheet:
    """A lit tram on a bridge at night."""
    sheet = Sheet(NIGHT)
    sheet.disc(1180, 220, 92, "#f0dfb0")
    sheet.disc(1150, 204, 84, NIGHT)
    houses(sheet, 520, ["#122a3e", "#183a52", "#0f2436"], "#d9a441", seed=7)
    sheet.box(0, 520, WIDTH, HEIGHT, INK)
    glints(sheet, "#2b5167", top=560, bottom=880, count=60, seed=3, middle=1130)
    glints(sheet, "#b98a3a", top=640, bottom=860, count=34, seed=5, middle=660)
    for x in (210, 620, 1030, 1440):
        sheet.shape([(x - 26, 560), (x + 26, 560), (x + 44, 730), (x - 44, 730)], "#33566b")
    sheet.box(-10, 540, WIDTH + 10, 572, "#56788c")
    sheet.box(-10, 532, WIDTH + 10, 542, "#7d9bab")
    for x in range(30, WIDTH, 200):
        sheet.box(x, 318, x + 7, 534, "#3d6176")
    sheet.line([(-10, 330), (WIDTH + 10, 330)], "#3d6176", 4)
    for car, x in enumerate((350, 640, 930)):
        sheet.box(x, 404, x + 276, 524, AMBER, radius=20)
        sheet.box(x, 486, x + 276, 524, CORAL, radius=10)
        for window in range(4):
            sheet.box(x + 20 + window * 62, 424, x + 68 + window * 62, 468, "#fbeecb", radius=6)
        for wheel in (56, 220):
            sheet.disc(x + wheel, 526, 15, INK)
        if car == 1:
            sheet.line([(x + 100, 404), (x + 140, 366), (x + 190, 332)], MIST, 5)
        if car < 2:
            sheet.box(x + 270, 430, x + 296, 510, BRICK)
    sheet.disc(1218, 494, 10, "#fff6dd")
    return sheet


def foghorn() -> Sheet:
    """A lighthouse on a mole in fog, its horn drawn as rings."""
    sheet = Sheet("#cfd8d8")
    for radius, colour in ((760, "#c5d0d1"), (610, "#bac8ca"), (460, "#adbfc3"), (310, "#9db3b9"), (180, "#8ba6ae")):
        sheet.disc(470, 372, radius, colour)
    sheet.below(wave(660, 6, 900), "#7f9ca4")
    sheet.shape([(-10, 760), (-10, 640), (560, 640), (770, 745), (770, 760)], "#55707a")
    for x in range(10, 640, 92):
        sheet.shape([(x, 730), (x + 26, 668), (x + 74, 676), (x + 92, 730)], "#49636d" if x % 184 else "#5f7b84")
    sheet.shape([(378, 640), (412, 300), (528, 300), (562, 640)], PAPER)
    for band in (0, 2):
        top, bottom = 368 + band * 68, 368 + (band + 1) * 68
        inset_top, inset_bottom = (top - 300) * 0.1, (bottom - 300) * 0.1
        left = [(412 - inset_top, top), (412 - inset_bottom, bottom)]
        right = [(528 + inset_bottom, bottom), (528 + inset_top, top)]
        sheet.shape([*left, *right], CORAL)
    sheet.box(398, 284, 542, 304, NIGHT, radius=4)
    sheet.box(424, 214, 516, 286, "#f7dd9a", radius=6)
    sheet.box(466, 214, 474, 286, NIGHT)
    sheet.shape([(410, 216), (470, 158), (530, 216)], BRICK)
    sheet.shape([(548, 560), (640, 520), (640, 622), (548, 596)], NIGHT)
    sheet.disc(640, 571, 51, INK)
    sheet.disc(640, 571, 34, "#33566b")
    sheet.shape([(1120, 724), (1380, 724), (1330, 776), (1168, 776)], "#5b7680")
    sheet.box(1190, 666, 1290, 726, "#6f8990", radius=6)
    sheet.box(1226, 606, 1244, 668, "#6f8990")
    sheet.below(wave(730, 10, 420), "#5d7f89")
    sheet.below(wave(786, 12, 520, 160), "#4a6c78")
    sheet.below(wave(846, 12, 460, 40), "#3a5966")
    return sheet


def last_ferry() -> Sheet:
    """A small ferry at dusk before a bank of houses."""
    sheet = Sheet("#f3c48c")
    for top, colour in ((0, "#e79a74"), (110, "#eca97a"), (220, "#f0b782"), (320, "#f4c78f"), (410, "#f7d6a2")):
        sheet.box(-10, top, WIDTH + 10, HEIGHT, colour)
    sheet.disc(420, 452, 86, "#fff0cf")
    sheet.below(lambda x: 470 - 90 * math.exp(-(((x - 1220) / 420) ** 2)) - 34 * math.exp(-(((x - 260) / 300) ** 2)), "#b8685a")
    houses(sheet, 506, ["#8e4b4d", "#7a3f48", "#9c5750"], "#fbd58a", seed=21, low=40, high=96)
    sheet.box(0, 500, WIDTH, HEIGHT, "#6d5468")
    sheet.below(wave(590, 5, 500), "#5f4a63")
    sheet.below(wave(700, 8, 640, 200), "#50405b")
    sheet.below(wave(810, 8, 560, 90), "#423651")
    glints(sheet, "#f5c88d", top=512, bottom=800, count=58, seed=11, middle=420)
    sheet.shape([(640, 600), (1250, 600), (1196, 690), (706, 690)], "#24324a")
    sheet.box(640, 586, 1252, 606, CORAL, radius=8)
    sheet.box(716, 504, 1150, 588, PAPER, radius=12)
    for window in range(7):
        sheet.box(742 + window * 57, 526, 782 + window * 57, 562, AMBER, radius=6)
    sheet.box(960, 430, 1110, 506, PAPER, radius=10)
    sheet.box(982, 446, 1088, 478, "#4b6a80", radius=6)
    sheet.box(806, 416, 866, 506, BRICK, radius=4)
    sheet.box(806, 432, 866, 450, PAPER)
    sheet.line([(1036, 432), (1036, 360)], INK, 5)
    sheet.shape([(1038, 362), (1092, 376), (1038, 392)], CORAL)
    for step, x in enumerate((822, 792, 748)):
        sheet.disc(x, 376 - step * 40, 18 + step * 9, "#f9dfb6")
    glints(sheet, "#f3b76d", top=700, bottom=850, count=30, seed=2, middle=940)
    return sheet


PICTURES: dict[str, Callable[[], Sheet]] = {
    "harbour-tram": harbour_tram,
    "foghorn": foghorn,
    "last-ferry": last_ferry,
}


def draw_all(folder: Path) -> None:
    for name, draw in PICTURES.items():
        draw().save(folder / f"{name}.png")


if __name__ == "__main__":
    draw_all(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "pictures")
