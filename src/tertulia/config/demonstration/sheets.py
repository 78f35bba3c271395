"""What the pictures of the demonstration are drawn with: flat shapes on a sheet of twice the size, so that edges are smooth."""

import math
import random
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
