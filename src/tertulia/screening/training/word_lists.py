"""Packs the two third-party word lists into the package's `profanity.bin`."""

import csv
import zlib
from collections.abc import Iterable
from pathlib import Path

_SLUR_CATEGORIES = ("racial / ethnic slurs", "physical disability")
_SLUR_FORMS = frozenset(["faggot", "dyke", "tranny", "shemale", "retard", "retarded", "mongoloid"])
_LDNOOBW_SLURS = frozenset(
    "fag kike coons darkie jigaboo wetback beaner beaners towelhead raghead tranny spic pikey honkey".split()
)
_LDNOOBW_PROFANE = frozenset(
    "fuck fucking fuckin shit shitty bullshit apeshit asshole arsehole bitch bitches cunt motherfucker bastard twat wank "
    "slut sluts clusterfuck bollocks tosser fucktards pussy tits".split()
)
_LEAST_SEVERITY = 2.0
_SHORTEST = 4

# Words that are also names, trades, bodies or everyday language: they must never count by themselves.
_EVERYDAY = frozenset(
    "gay queer lesbian homosexual transvestite anal anus breast nipple penis vagina vulva sex orgasm testicles rectum "
    "sphincter sperm ejaculation masturbate nude nudity panties panty escort hardcore incest intercourse erotic grope "
    "domination hooker playboy porn pornography kinky horny rape raping rapist bondage suck sucks sexy strip lolita bang "
    "bum butt snatch wound tramp loose crow slit meat finger molest pedophile paedophile china hustler jew jewish "
    "abraham bean gash monkey spook spank bender flamer klan coolie greaser nicker jigger phuc focker higger spix dick "
    "tit tits hoes chinavirus slanty redskin blacky jiggs cocks mongrel throater whoars packingfudge dyke chink negroes "
    "negroid".split()
)


def pack(surge: Path, ldnoobw: Path) -> bytes:
    """The packed bytes of `profanity.bin` from surge-ai/profanity (CSV) and the LDNOOBW list (one entry a line)."""
    slurs, profane = _from_surge(csv.DictReader(surge.read_text(encoding="utf-8").splitlines()))
    listed = {line.strip().lower() for line in ldnoobw.read_text(encoding="utf-8").splitlines()}
    slurs |= listed & _LDNOOBW_SLURS
    profane = (profane | listed & _LDNOOBW_PROFANE) - slurs
    lines = [f"slur: {' '.join(sorted(slurs))}", f"profane: {' '.join(sorted(profane))}"]
    return zlib.compress("\n".join(lines).encode(), 9)


def _from_surge(rows: Iterable[dict[str, str]]) -> tuple[set[str], set[str]]:
    slurs: set[str] = set()
    profane: set[str] = set()
    for row in rows:
        word = row["text"].lower()
        severe = float(row["severity_rating"] or 0) >= _LEAST_SEVERITY
        if not severe or not word.isalpha() or len(word) < _SHORTEST or word in _EVERYDAY:
            continue
        is_slur = row["category_1"] in _SLUR_CATEGORIES or row["canonical_form_1"] in _SLUR_FORMS
        (slurs if is_slur else profane).add(word)
    return slurs, profane
