"""Logs without persons: no text of a response, no network address, no e-mail address."""

import logging
import re
import traceback

LONGEST = 1000  # characters of a message: an address that somebody asked for can be as long as they like
_EMAIL = re.compile(r"[^\s@<>\"'/?&=]{1,64}(?:@|%40)[\w.-]{1,253}")
_ADDRESS = re.compile(r"\b(?:\d{1,3}\.){3}\d{1,3}\b|(?<![\w:])(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{0,4}(?![\w:])")
_OURS = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}


def without_persons(text: str) -> str:
    """`text` with network and e-mail addresses blanked out."""
    return _ADDRESS.sub("(address)", _EMAIL.sub("(e-mail)", text))


class WithoutPersons(logging.Filter):
    """Blanks addresses in the message, its extras and a traceback, and drops Django's request object."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = without_persons(record.getMessage()[:LONGEST]), ()
        record.__dict__.pop("request", None)
        for name in record.__dict__.keys() - _OURS:
            if not isinstance(record.__dict__[name], int | float | bool | None):
                record.__dict__[name] = without_persons(str(record.__dict__[name])[:LONGEST])
        if record.exc_info and record.exc_info[1] is not None:
            record.exc_text = without_persons(_frames_only(record))
            record.exc_info = None
        return True


def _frames_only(record: logging.LogRecord) -> str:
    """A traceback whose last line names the exception's class, not its message: that may quote what somebody wrote."""
    kind, _error, frames = record.exc_info  # type: ignore[misc]
    return "".join([*traceback.format_tb(frames), kind.__name__ if kind else ""])
