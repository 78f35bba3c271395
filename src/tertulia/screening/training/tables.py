"""Measures as plain-text and Markdown tables."""

from typing import Any


def table(name: str, values: dict[str, Any]) -> str:
    """A heading and one aligned line a measure; nested measures are indented."""
    lines = [name, "-" * len(name)]
    width = max((len(key) for key in _flat(values)), default=0)
    lines += [f"{key:<{width}}  {_shown(value)}" for key, value in _flat(values).items()]
    return "\n".join([*lines, ""])


def markdown(values: dict[str, Any]) -> str:
    """The same as a two-column Markdown table."""
    rows = [f"| {key} | {_shown(value)} |" for key, value in _flat(values).items()]
    return "\n".join(["| measure | value |", "|---|---|", *rows])


def _flat(values: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in values.items():
        if isinstance(value, dict):
            flat |= _flat(value, f"{prefix}{key}.")
        else:
            flat[prefix + key] = value
    return flat


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.4f}"
    return f"{value:,}" if isinstance(value, int) else str(value)
