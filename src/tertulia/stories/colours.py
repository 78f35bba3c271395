"""Making a colour readable on paper and in the dark: contrast by WCAG 2.2, the hue kept."""

import colorsys

PAPER, NIGHT = "#fdfcf9", "#14161a"
ENOUGH = 4.6  # WCAG asks for 4.5 to 1; a little more for rounding


def both_schemes(colour: str) -> tuple[str, str]:
    """The colour (`#rrggbb`) as it can be read on light paper, and as it can be read on the dark page."""
    return _towards(colour, PAPER, step=-0.01), _towards(colour, NIGHT, step=0.01)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, from 1 to 21 (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _towards(colour: str, ground: str, *, step: float) -> str:
    hue, light, depth = colorsys.rgb_to_hls(*_channels(colour))
    while contrast(colour, ground) < ENOUGH and 0 < light + step < 1:
        light += step
        colour = "#" + "".join(f"{round(channel * 255):02x}" for channel in colorsys.hls_to_rgb(hue, light, depth))
    return colour.lower()


def _channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _luminance(colour: str) -> float:
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in _channels(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
