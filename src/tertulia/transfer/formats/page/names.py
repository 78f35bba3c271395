"""Names of authors as pages show them: never made up, None when the page does not know."""

from __future__ import annotations

import re

# WordPress writes alt="%s Avatar"; translations turn it round.
_SUFFIX = re.compile(
    r"^(?P<name>.+?)(?:['’]s)?[\s\u00a0]+(?:avatar|gravatar|profile (?:picture|photo|image))$",
    re.IGNORECASE,
)
_PREFIX = re.compile(
    r"^(?:(?:photo |immagine |image |imagem )?d['’e]?\s*)?"
    r"(?:avatar|gravatar|profile (?:picture|photo|image)|foto de perfil|profilbild)"
    r"(?:[\s\u00a0]+(?:of|for|von|de|du|di|da|do|van|för|til|af|:))?[\s\u00a0]+(?P<name>.+)$|"
    r"^(?:الصورة الرمزية (?:لـ\s?|ل)|صورة\s|أفاتار\s)(?P<arabic>.+?)(?:\sالرمزية)?$",
    re.IGNORECASE,
)
_GENERIC = re.compile(
    r"^(?:user|default|author|commenter|guest|profile|my)?\s*(?:avatar|gravatar|image|photo|picture|icon|صورة)?s?$",
    re.IGNORECASE,
)
_SAYS = re.compile(
    r"\s*(?:\b(?:says|said|writes|wrote|dit|a dit|sagt|sagte|dice|dijo|diz|disse|zegt|schreef|säger|mówi|пишет|говорит)"
    r"|يقول|قال|كتب)\s*(?:on\s*)?[:：]?\s*$",
    re.IGNORECASE,
)
# What WordPress prints for an empty name, in the languages we have met.
NAMELESS = frozenset(
    {
        "anonymous",
        "anonyme",
        "anonym",
        "anónimo",
        "anônimo",
        "anonimo",
        "anoniem",
        "аноним",
        "مجهول",
        "غير معروف",
    }
)
LONGEST = 250


def clean_name(raw: str | None) -> str | None:
    """A name without surrounding space, "says:" and the word a page prints for nobody."""
    text = " ".join((raw or "").replace("\u200b", "").split())
    text = _SAYS.sub("", text).strip()
    if not text or len(text) > LONGEST or text.casefold() in NAMELESS:
        return None
    return text


def name_before_says(line: str) -> str | None:
    """The name in "NAME says:", as classic themes write it; None for any other line."""
    text = " ".join(line.split())
    return clean_name(text) if len(text) <= LONGEST and text.endswith((":", "：")) and _SAYS.search(text) else None


def name_from_marked_alt(alt: str) -> str | None:
    """The name in "NAME Avatar" and its translations; None for any other text."""
    text = " ".join(alt.split())
    if len(text) > LONGEST:
        return None
    match = _SUFFIX.match(text) or _PREFIX.match(text)
    found = match and (match.groupdict().get("name") or match.groupdict().get("arabic"))
    return None if not found or _GENERIC.match(found) else clean_name(found)


def name_from_alt(alt: str) -> str | None:
    """The name in the alternative text of an avatar: the last resort for a name."""
    text = " ".join(alt.split())
    return name_from_marked_alt(text) or (None if _GENERIC.match(text) else clean_name(text))
