"""The screener's own word classes, read once from the package's data files.

`lexicon.txt` holds our words in clear; `profanity.bin` holds two third-party lists (see NOTICE), packed so that
nobody meets them by opening a file. What a house adds is in `house_words.py`.
"""

import re
import zlib
from functools import cache
from importlib.resources import files

from tertulia.screening.folding import fold

SECTIONS = (
    "insult label insult-adjective dehumanising accusation expel violence violence-weak violence-done harm person filler "
    "negation first report remove news praise mild-profanity things people laugh arabic-you arabic-vocative "
    "arabic-filler arabic-insult slur profane identity plural-name name second "
    "given-name arabic-threat arabic-breaking arabizi-threat arabic-accusation creature pet idea fiction "
    "plain-body about-body plain-kitchen about-kitchen plain-nature about-nature plain-stage about-stage plain-past about-past "
    "arabic-group role violence-gerund relative own dull-thing foreign-insult foreign-part foreign-label".split()
)
BIT = {name: 1 << place for place, name in enumerate(SECTIONS)}

# Classes a disguised spelling is resolved to: nobody disguises any other word.
HIDDEN_CLASSES = ("insult", "label", "slur", "profane", "insult-adjective", "arabic-insult")
HIDDEN = sum(BIT[name] for name in HIDDEN_CLASSES)
ABUSIVE = BIT["insult"] | BIT["slur"] | BIT["profane"] | BIT["arabic-insult"]

_MANGLED = re.compile(
    r"(?:\w{2,}(?:tard|turd|thug|cuck|nazi)s?|(?:re)?pugs|repug(?:nic|lic|lik)\w*|demon?rats?|dumbocrats?|dumocrats?|(?:lie|lib|fib)erals"
    r"|republi[ck](?:unt|lan|ant)s?|republi[k]{2,3}ans?|rethugl?i?[ck]?a?n?s?|trumpanzees?|trumpkins?|drumpf\w*|magats?"
    r"|demon(?:i?crat)s?|repukes?|demo(?:c|k)?(?:rap|reep)s?|republi(?:scum|crook|con)s?|\w{3,}(?:idiot|moron|whore|roach|puke|scum)s?|killary|shillary|hitlary|obummer|barackula|turdeau|trudope|remoaners?|brexshit|bidumb"
    r"|(?:press|media|medie)titutes?|prestitutes?|lamestream|feminazis?|\w{3,}(?:twat|cunt|clown|shit|nutter)s?|lie?bour|liarbour|nulabour|bliar"
    r"|satanyahu|nutanyahu|putler|macroni|fartage|scameron|camoron|jezbollah|brexshit\w*|brexshitters?|remainiacs?|libdumbs?|fibdems?|eussr"
    r"|mslsd|msdnc|fakebook|farcebook|twatter|suckerberg|fauxci|fraudci|trudumb|abbottoir|scummo|juliar|piglosi|desatan|deathsantis|mcturtle"
    r"|bribem|cheetolini|dumbya|obongo|odumbo|obozo|hitlery|shitlery|billary|commiela|cackala|dimocrats?|democraps?|commiecrats?|dummycrats?"
    r"|demorats?|rebumblicans?|rep?uglicons?|liebrals?|cuckservatives?|maskholes?|wokeflakes?|wokerati|leftoids?|ecoloons?|urinalists?|lawliars?"
    r"|\w{4,}(?:thieves|thief|vermin|crooks?|traitors?|bigots?|grifters?|maggots?|psychos?|lunatics?|hitler|stalin))"
)
_LAUGHTER = re.compile(
    r"(?:h+[aeiou]+){2,}h?|(?:ja|je|ji){2,}j?|k{4,}|h{4,}|5{4,}|l+o{1,20}l+z?|lmf?a+o+|x{1,3}d{2,}|ه{3,}|خ{3,}"
)
_NOT_MANGLED = frozenset(
    "mustard custard bastard leotard dotard petard costard bustard saturd nazi thug cuck retard bastards retards "
    "retardnazi liberals neonazi neonazis".split()
)
_COMPOUND = re.compile(
    r"(?:dumb|dip|jack|fat|smart|lame|ass|shit|fuck|dick|butt|piss|puke|crap|douche|cock|cum|dog|rat|pig|scum|slime|dirt|arse|knob)"
    r"(?:ass|arse|head|face|hole|wit|bag|wipe|stick|hat|brain|stain|weasel|bucket|goblin|nugget|sucker|licker|fucker|lord)(?:s|es)?"
)
# What people star out most; tried first, so that "s***" and "a**hole" are read as everybody reads them.
_OFTEN_STARRED = frozenset(
    "fuck fucking fucked fucker fuckers fucks shit shits shitty shithead bitch bitches asshole assholes cunt cunts bastard "
    "bastards bullshit motherfucker motherfuckers dickhead dick pussy whore slut prick twat wanker idiot idiots moron morons "
    "dumbass jackass retard retarded crap piss pissing pissed".split()
)
_NOT_COMPOUND = frozenset(
    "doghole dogface pighead dirtbag smartass assface jackhat doghead dogstick rathole ratbag fathead".split()
)


@cache
def classes() -> dict[str, int]:
    """Word (lower case, folded) to the set of its classes as bits of `BIT`."""
    table: dict[str, int] = {}
    for section, words in read_sections(_read_text("lexicon.txt")).items():
        if section in BIT:
            _mark(table, words, BIT[section])
    _mark(table, [word for word, bits in table.items() if bits & BIT["foreign-insult"]], BIT["insult"])
    _mark(table, [word for word, bits in table.items() if bits & BIT["foreign-label"]], BIT["label"])
    _mark_arabic_threats(table)
    _mark_arabic_endings(table)
    for line in _read_packed("profanity.bin").splitlines():
        name, _, packed = line.partition(":")
        _mark(table, packed.split(), BIT[name])
    _mark(table, read_words(_read_text("identities.txt")), BIT["identity"])
    _mark(table, ("you", "your", "you're", "youre", "ur", "yours", "yourself", "u"), BIT["second"])
    return table


def _mark_arabic_threats(table: dict[str, int]) -> None:
    """ "I will kill you", "we burn them", "kill them": one word each in Arabic, built from the roots in the lexicon."""
    sections = read_sections(_read_text("lexicon.txt"))
    killing = sections["arabic-killing"]
    for root in (*killing, *sections["arabic-hurting"]):
        starts = [prefix + person + root for prefix in _ARABIC_WILL for person in "ان"]
        persons = _ARABIC_THEM if root in killing else _ARABIC_YOU
        _mark(table, [start + person for start in starts for person in persons], BIT["arabic-threat"])
        _mark(table, [f"ا{root}و{person}" for person in ("هم", "هن")], BIT["arabic-threat"])
        _mark(table, starts, BIT["arabic-breaking"])


def _mark_arabic_endings(table: dict[str, int]) -> None:
    """Feminine and plural of every Arabic insult that can take the endings."""
    insults = [word for word, bits in table.items() if bits & BIT["arabic-insult"] and _TAKES_ENDINGS.fullmatch(word)]
    _mark(table, [insult + ending for insult in insults for ending in _ARABIC_ENDINGS], BIT["arabic-insult"])


_TAKES_ENDINGS = re.compile(r"[\u0621-\u064a]{4,}(?<!ه)(?<!ات)(?<!ين)(?<!ون)(?<!اء)(?<!ي)")
_ARABIC_ENDINGS = ("ه", "ين", "ون", "ات")
_ARABIC_WILL = ("", "س", "ح", "ه", "ل", "ب")
_ARABIC_YOU = ("ك", "كم", "كن", "كو", "هم", "هن")
_ARABIC_THEM = (*_ARABIC_YOU, "ه", "ها")


@cache
def _harmless_elsewhere() -> frozenset[str]:
    return frozenset(read_sections(_read_text("lexicon.txt"))["elsewhere"])


def means_no_harm_elsewhere(word: str) -> bool:
    """Whether a rude English word is an ordinary one in some other language ("retard", "tard", "slut")."""
    return word in _harmless_elsewhere()


def arabizi_roots() -> list[str]:
    """Insults of spoken Arabic in one usual Latin spelling each."""
    return read_sections(_read_text("lexicon.txt"))["arabizi-insult"]


def misspelt_words() -> list[str]:
    """Strong words whose misspellings are worth knowing."""
    return read_sections(_read_text("lexicon.txt"))["often-misspelt"]


def not_misspelt_words() -> list[str]:
    """Real words that are a slip away from one of `misspelt_words`."""
    return read_sections(_read_text("lexicon.txt"))["not-misspelt"]


def word_classes(word: str) -> int:
    """The classes of one word, compounds ("dipstick" kind), mangled names ("-tard") and any laughter included."""
    found = classes().get(word, 0)
    if found or len(word) < 4:
        return found
    if _LAUGHTER.fullmatch(word):
        return BIT["laugh"]
    if _COMPOUND.fullmatch(word) and word not in _NOT_COMPOUND:
        return BIT["insult"]
    return 0


def is_mangled_name(word: str) -> bool:
    """Whether the word is a party's or a person's name bent into an insult."""
    return _MANGLED.fullmatch(word) is not None and word not in _NOT_MANGLED


@cache
def hidden_words() -> frozenset[str]:
    """Every word that a disguise may stand for."""
    return _OFTEN_STARRED | {word for word, bits in classes().items() if bits & HIDDEN and word.isalpha()}


@cache
def hidden_by_skeleton() -> dict[str, str]:
    """The same words by their skeleton: every run of one letter cut to one."""
    return {skeleton(word): word for word in sorted(hidden_words(), reverse=True)}


@cache
def hidden_by_first_letter() -> dict[str, tuple[str, ...]]:
    """Vulgar and insulting words of at least four letters by first letter, for spellings with stars."""
    table: dict[str, list[str]] = {}
    for word in sorted(
        hidden_words() | _OFTEN_STARRED, key=lambda word: (word not in _OFTEN_STARRED, not is_often_starred(word), word)
    ):
        if len(word) > 3:
            table.setdefault(word[0], []).append(word)
    return {letter: tuple(words) for letter, words in table.items()}


def is_often_starred(word: str) -> bool:
    """Whether people star out this word so often that few letters suffice to tell it."""
    return word in _OFTEN_STARRED or bool(classes().get(word, 0) & (BIT["profane"] | BIT["slur"]))


def skeleton(word: str) -> str:
    """The word with every run of one letter cut to one: "moooron" and "moron" share theirs."""
    return _RUN.sub(r"\1", word)


_RUN = re.compile(r"(.)\1+")


def read_sections(text: str) -> dict[str, list[str]]:
    """Words by [section]; lines starting with # are comments, a trailing + adds the plural."""
    sections: dict[str, list[str]] = {}
    current: list[str] = []
    for line in text.splitlines():
        if line.startswith("["):
            current = sections.setdefault(line.strip("[] "), [])
        elif not line.startswith("#"):
            current.extend(read_words(line))
    return sections


def read_words(text: str) -> list[str]:
    """Words separated by white space, comment lines left out, plurals spelled out."""
    words: list[str] = []
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        for word in line.split():
            words.append(word.removesuffix("+"))
            if word.endswith("+"):
                words.append(_plural(word[:-1]))
    return words


def _plural(word: str) -> str:
    if word.endswith(("s", "ch", "sh", "x")):
        return word + "es"
    return word + "s"


def _mark(table: dict[str, int], words: list[str] | tuple[str, ...], bit: int) -> None:
    for word in words:
        table[word] = table.get(word, 0) | bit


@cache
def _read_text(name: str) -> str:
    """One of the package's word files, folded as texts are."""
    return fold(files("tertulia.screening").joinpath("data", name).read_text(encoding="utf-8")).text


def _read_packed(name: str) -> str:
    return zlib.decompress(files("tertulia.screening").joinpath("data", name).read_bytes()).decode()
