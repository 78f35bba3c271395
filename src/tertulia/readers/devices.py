"""What a session is called in the list of its owner: the kind of browser and of machine, and no more of what it says."""

import re

BROWSERS = {  # the first mark that is there counts: most name others besides themselves
    "Edg": "Edge", "OPR/": "Opera", "SamsungBrowser": "Samsung Internet", "Firefox/": "Firefox", "FxiOS": "Firefox",
    "CriOS": "Chrome", "Chrome/": "Chrome", "Safari/": "Safari",
}  # fmt: skip
MACHINES = {
    "iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "CrOS": "ChromeOS", "Windows": "Windows", "Mac OS X": "macOS",
    "Linux": "Linux",
}  # fmt: skip


def device_of(user_agent: str) -> str:
    """`Firefox, Linux`; "" for what is no browser we know. The text itself is kept nowhere."""
    said = re.sub(r"[^ -~]", "", user_agent[:500])
    found = (next((name for mark, name in marks.items() if mark in said), "") for marks in (BROWSERS, MACHINES))
    return ", ".join(part for part in found if part)
