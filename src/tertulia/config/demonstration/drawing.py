"""Draws the pictures of the demonstration: `python -m tertulia.config.demonstration.drawing [FOLDER]`.

Flat shapes, few colours, no text. The files in `pictures/` are what this makes and are kept beside it.
"""

import math
import random
import sys
from collections.abc import Callable
from pathlib import Path

from tertulia.config.demonstration.sheets import (
    AMBER,
    BRICK,
    CORAL,
    HEIGHT,
    INK,
    MIST,
    NIGHT,
    OLIVE,
    PAPER,
    SEA,
    TEAL,
    WIDTH,
    Points,
    Sheet,
    glints,
    houses,
    wave,
)


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
    sheet.below(wave(730, 10, 420), "#5d7f89")
    sheet.shape([(1120, 724), (1380, 724), (1330, 806), (1168, 806)], "#5b7680")
    sheet.box(1190, 666, 1290, 726, "#6f8990", radius=6)
    sheet.box(1226, 606, 1244, 668, "#6f8990")
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


def paper_lanterns() -> Sheet:
    """Lanterns on two lines across the evening."""
    sheet = Sheet("#23324f")
    for top, colour in ((300, "#2b3a58"), (520, "#37435f"), (700, "#4a4d66")):
        sheet.below(wave(top, 14, 1100, top), colour)
    houses(sheet, HEIGHT, ["#1a2338", "#202b44", "#161e31"], "#e9b55c", seed=4, low=70, high=170)

    def sag(x: float, level: float, depth: float) -> float:
        return level + depth * (1 - ((x - WIDTH / 2) / (WIDTH / 2)) ** 2)

    for level, depth, first, colours in ((40, 120, 90, (CORAL, AMBER, PAPER)), (210, 150, 190, (AMBER, "#d9573f", "#f7d48a"))):
        sheet.line([(x, sag(x, level, depth)) for x in range(-20, WIDTH + 21, 20)], "#121a2b", 4)
        for number, x in enumerate(range(first, WIDTH, 208)):
            _lantern(sheet, x, sag(x, level, depth), kind=(number + level) % 3, colour=colours[number % 3])
    return sheet


def _lantern(sheet: Sheet, x: float, top: float, *, kind: int, colour: str) -> None:
    sheet.line([(x, top), (x, top + 34)], "#121a2b", 3)
    middle = top + 96
    if kind == 0:
        sheet.disc(x, middle, 64, colour)
        sheet.disc(x, middle + 12, 34, "#fff1c9")
    elif kind == 1:
        sheet.shape([(x - 50, middle - 58), (x + 50, middle - 58), (x + 40, middle + 62), (x - 40, middle + 62)], colour)
        sheet.shape([(x - 24, middle - 20), (x + 24, middle - 20), (x + 20, middle + 46), (x - 20, middle + 46)], "#fff1c9")
    else:
        sheet.box(x - 34, middle - 62, x + 34, middle + 94, colour, radius=30)
        sheet.box(x - 17, middle - 12, x + 17, middle + 74, "#fff1c9", radius=17)
    sheet.box(x - 22, middle - 70, x + 22, middle - 56, "#121a2b", radius=4)


def ful_at_five() -> Sheet:
    """A pot, bowls and bread on a counter, and a window with the night in it."""
    sheet = Sheet("#e9cfa0")
    for y in range(0, 560, 70):
        for x in range(-70 if y % 140 else 0, WIDTH, 140):
            sheet.box(x + 3, y + 3, x + 137, y + 67, "#eed8b0", radius=4)
    sheet.box(980, 70, 1440, 440, BRICK, radius=8)
    sheet.box(1000, 90, 1420, 420, NIGHT)
    sheet.disc(1330, 166, 34, "#f0dfb0")
    sheet.disc(1318, 160, 31, NIGHT)
    sheet.box(1000, 340, 1420, 420, INK)
    for x in (1040, 1112, 1190, 1296, 1370):
        sheet.box(x, 318 - x % 29, x + 44, 342, "#0f2436")
        sheet.box(x + 12, 326 - x % 29, x + 22, 338 - x % 29, AMBER)
    sheet.box(1204, 90, 1216, 420, BRICK)
    sheet.box(-10, 640, WIDTH + 10, HEIGHT, "#6b3f2c")
    sheet.box(-10, 640, WIDTH + 10, 672, "#8c5537")
    for number, x in enumerate((382, 470, 558)):
        points = [(x + 22 * math.sin(step / 3.2 + number), 262.0 - step * 9) for step in range(20)]
        sheet.line(points, "#f8ecd4", 11)
    sheet.shape([(320, 330), (620, 330), (640, 420), (690, 560), (640, 656), (300, 656), (250, 560), (300, 420)], "#b5602f")
    sheet.shape([(320, 330), (400, 330), (370, 420), (330, 560), (360, 656), (300, 656), (250, 560), (300, 420)], "#c97a45")
    sheet.box(296, 306, 644, 338, "#8f4621", radius=14)
    sheet.ring(262, 500, 42, "#8f4621", 14)
    sheet.ring(678, 500, 42, "#8f4621", 14)
    for x, colour in ((800, TEAL), (1010, PAPER)):
        sheet.box(x - 10, 560, x + 170, 590, "#5d3a22", radius=15)
        sheet.shape([(x - 12, 576), (x + 172, 576), (x + 130, 656), (x + 30, 656)], colour)
        sheet.disc(x + 60, 572, 9, "#8a5a33")
        sheet.disc(x + 96, 569, 9, "#9a6a40")
    for number in range(3):
        sheet.box(1210, 622 - number * 24, 1440, 654 - number * 24, ("#dfa45c", "#e8b46f", "#d3964c")[number], radius=16)
    for x in (1478, 1532):
        sheet.disc(x, 630, 27, "#f3cf4a")
    sheet.disc(1505, 590, 27, "#f7dc6f")
    return sheet


def library_of_things() -> Sheet:
    """Shelves of books with tools among them."""
    sheet = Sheet("#dfe5dc")
    sheet.box(60, 40, 1540, 900, "#8a5d3b", radius=10)
    chance = random.Random(12)  # noqa: S311 - a drawing, not a secret
    spines = [NIGHT, TEAL, CORAL, AMBER, BRICK, OLIVE, SEA, "#d8c39a"]
    gaps = ((1000, 1260), (250, 520), (900, 1190))
    for row, (gap_left, gap_right) in enumerate(gaps):
        top, floor = 76 + row * 270, 316 + row * 270
        sheet.box(90, top, 1510, floor, "#5f3e28")
        x = 100.0
        while x < 1480:
            width, height = chance.randint(24, 54), chance.randint(130, 205)
            if gap_left - width < x < gap_right:
                x = gap_right
                continue
            colour = chance.choice(spines)
            sheet.box(x, floor - height, x + width - 3, floor, colour, radius=3)
            sheet.box(x + 6, floor - height + 22, x + width - 9, floor - height + 30, "#f6ecd8")
            x += width
        sheet.box(90, floor, 1510, floor + 18, "#a57248")
    _saw(sheet, 1020, 316)
    _can(sheet, 290, 586)
    _drill(sheet, 920, 856)
    for rail in (640, 770):
        sheet.line([(rail - 70, 906), (rail + 20, 30)], "#e8b46f", 20)
    for rung in range(8):
        y = 120 + rung * 104
        x = 660 - (y - 30) * 0.103
        sheet.line([(x - 8, y), (x + 122, y)], "#d3964c", 15)
    return sheet


def _saw(sheet: Sheet, x: float, floor: float) -> None:
    sheet.shape([(x, floor - 40), (x + 150, floor - 118), (x + 166, floor - 78), (x + 20, floor - 6)], MIST)
    for tooth in range(9):
        left, low = x + 22 + tooth * 16, floor - 6 - tooth * 8
        sheet.shape([(left, low - 4), (left + 14, low - 11), (left + 10, low + 7)], MIST)
    sheet.box(x + 140, floor - 152, x + 216, floor - 62, CORAL, radius=22)
    sheet.box(x + 162, floor - 130, x + 194, floor - 84, "#5f3e28", radius=12)


def _can(sheet: Sheet, x: float, floor: float) -> None:
    sheet.ring(x + 120, floor - 140, 52, TEAL, 13)
    sheet.box(x + 40, floor - 140, x + 170, floor, TEAL, radius=10)
    sheet.shape([(x + 44, floor - 50), (x - 18, floor - 128), (x - 4, floor - 142), (x + 60, floor - 84)], TEAL)
    sheet.shape([(x - 34, floor - 126), (x + 6, floor - 158), (x + 8, floor - 132), (x - 14, floor - 114)], SEA)


def _drill(sheet: Sheet, x: float, floor: float) -> None:
    sheet.box(x + 60, floor - 190, x + 210, floor - 120, AMBER, radius=18)
    sheet.box(x + 24, floor - 176, x + 64, floor - 134, INK, radius=6)
    sheet.box(x - 16, floor - 160, x + 26, floor - 150, MIST)
    sheet.shape([(x + 140, floor - 122), (x + 202, floor - 122), (x + 222, floor - 34), (x + 164, floor - 34)], AMBER)
    sheet.box(x + 146, floor - 40, x + 240, floor, INK, radius=8)
    sheet.box(x + 120, floor - 116, x + 136, floor - 92, INK, radius=5)


def lighthouse_at_night() -> Sheet:
    """A lighthouse and its beam under stars."""
    sheet = Sheet("#111c3a")
    for top, colour in ((380, "#17244a"), (520, "#1e2e58")):
        sheet.box(-10, top, WIDTH + 10, HEIGHT, colour)
    chance = random.Random(31)  # noqa: S311 - a drawing, not a secret
    for _star in range(110):
        sheet.disc(chance.uniform(0, WIDTH), chance.uniform(0, 560), chance.choice([1.6, 2.2, 3.2]), "#dfe4f2")
    sheet.shape([(1168, 214), (-20, 60), (-20, 420)], "#44507a")
    sheet.shape([(1168, 214), (-20, 140), (-20, 340)], "#77799a")
    sheet.shape([(1168, 214), (WIDTH + 20, 168), (WIDTH + 20, 262)], "#44507a")
    sheet.box(-10, 640, WIDTH + 10, HEIGHT, "#0c1630")
    sheet.shape([(180, 644), (270, 604), (380, 592), (470, 622), (520, 644)], "#0a1228")
    sheet.box(330, 566, 348, 596, "#0a1228")
    sheet.disc(339, 562, 6, AMBER)
    glints(sheet, "#2c3a68", top=660, bottom=880, count=70, seed=8, middle=420)
    glints(sheet, "#8f8798", top=660, bottom=860, count=26, seed=9, middle=360)
    sheet.shape([(880, 910), (980, 742), (1080, 690), (1260, 690), (1390, 760), (1500, 910)], "#080f22")
    sheet.shape([(1104, 700), (1128, 262), (1208, 262), (1232, 700)], "#e6e2da")
    sheet.shape([(1168, 262), (1208, 262), (1232, 700), (1168, 700)], "#c9c7c8")
    for level in (340, 470, 600):
        sheet.box(1158, level, 1178, level + 34, "#111c3a", radius=9)
    sheet.box(1110, 248, 1226, 266, "#080f22", radius=4)
    sheet.box(1134, 180, 1202, 250, "#fff0b8", radius=4)
    sheet.box(1164, 180, 1172, 250, "#080f22")
    sheet.shape([(1122, 182), (1168, 132), (1214, 182)], BRICK)
    sheet.disc(1168, 214, 20, "#ffffff")
    return sheet


def books_under_the_bridge() -> Sheet:
    """A bookstall under a stone arch, lit by one lamp."""
    sheet = Sheet("#b9c4bd")
    sheet.box(0, 620, WIDTH, HEIGHT, "#8d8577")
    sheet.box(250, 430, 1350, 640, "#7f9ea6")
    glints(sheet, "#a9c0c4", top=470, bottom=610, count=40, seed=6)
    sheet.shape(
        [
            (-10, -10),
            (WIDTH + 10, -10),
            (WIDTH + 10, 700),
            (1340, 700),
            (1340, 540),
            *_arch(),
            (260, 540),
            (260, 700),
            (-10, 700),
        ],
        "#6d675f",
    )
    sheet.box(-10, -10, WIDTH + 10, 56, "#575249")
    sheet.box(-10, 56, WIDTH + 10, 70, "#847d72")
    for angle in range(0, 181, 15):
        turn = math.radians(angle)
        inner = (800 - 540 * math.cos(turn), 540 - 400 * math.sin(turn))
        outer = (800 - 600 * math.cos(turn), 540 - 460 * math.sin(turn))
        sheet.line([inner, outer], "#57524a", 5)
    sheet.line([(800, 142), (800, 268)], INK, 4)
    sheet.disc(800, 306, 120, "#d6cfa8")
    sheet.disc(800, 306, 66, "#f2dd9c")
    sheet.shape([(752, 292), (848, 292), (824, 256), (776, 256)], INK)
    sheet.disc(800, 300, 22, "#fff4cf")
    sheet.box(330, 640, 1270, 680, "#7a4d2e", radius=6)
    for leg in (370, 790, 1200):
        sheet.box(leg, 676, leg + 26, 850, "#5f3a22")
    chance = random.Random(44)  # noqa: S311 - a drawing, not a secret
    covers = [NIGHT, TEAL, CORAL, AMBER, BRICK, OLIVE, PAPER, "#7d4a63", SEA]
    x = 352.0
    while x < 1190:
        if chance.random() < 0.4:
            level = 640.0
            for _book in range(chance.randint(2, 5)):
                level -= (thick := chance.randint(20, 32))
                shift = chance.uniform(-6, 8)
                sheet.box(x + shift, level, x + shift + 116, level + thick - 2, chance.choice(covers), radius=3)
            x += 136
        else:
            width, height = chance.randint(26, 48), chance.randint(96, 158)
            sheet.box(x, 640 - height, x + width - 3, 640, chance.choice(covers), radius=3)
            x += width
    sheet.shape([(1010, 824), (1090, 806), (1110, 838), (1028, 858)], CORAL)
    sheet.shape([(1090, 806), (1150, 820), (1164, 850), (1110, 838)], PAPER)
    return sheet


def _arch() -> Points:
    """The inner edge of the arch, from its right foot over the top to its left."""
    turns = [math.radians(angle) for angle in range(0, 181, 3)]
    return [(800 + 540 * math.cos(turn), 540 - 400 * math.sin(turn)) for turn in turns]


PICTURES: dict[str, Callable[[], Sheet]] = {
    "harbour-tram": harbour_tram,
    "foghorn": foghorn,
    "last-ferry": last_ferry,
    "paper-lanterns": paper_lanterns,
    "ful-at-five": ful_at_five,
    "library-of-things": library_of_things,
    "phare-de-nuit": lighthouse_at_night,
    "books-under-the-bridge": books_under_the_bridge,
}


def draw_all(folder: Path) -> None:
    for name, draw in PICTURES.items():
        draw().save(folder / f"{name}.png")


if __name__ == "__main__":
    draw_all(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "pictures")
