"""The OpenAPI document and the page that shows it to people."""

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from itertools import groupby
from typing import Any

from tertulia.errors import Refused, every_refusal

PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


def refusals(*kinds: type[Refused]) -> dict[str, Any]:
    """The part of an operation that names the refusals it may answer with, by status."""
    answers = {}
    for status, same in groupby(sorted(kinds, key=lambda kind: kind.status), key=lambda kind: kind.status):
        codes = ", ".join(f"`{kind.code}`" for kind in same)
        answers[status] = {"description": f"{HTTPStatus(status).phrase}: {codes}", "content": PROBLEM}
    return {"responses": answers}


@dataclass(frozen=True, slots=True)
class Part:
    """A parameter, or a member of a body."""

    name: str
    kind: str
    required: bool
    description: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One operation, as the page shows it."""

    method: str
    path: str
    summary: str
    description: str
    signed_in: bool
    parameters: list[Part]
    body: list[Part]
    answers: list[tuple[str, str]]
    example: str


@dataclass(frozen=True, slots=True)
class Shape:
    """One schema of an answer."""

    name: str
    description: str
    parts: list[Part]


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of refusal."""

    code: str
    status: int
    message: str


def endpoints_of(document: dict[str, Any], base: str) -> list[Endpoint]:
    """All operations of an OpenAPI document; `base`: scheme and host for the examples."""
    return [
        Endpoint(
            method=method.upper(),
            path=path,
            summary=operation["summary"],
            description=operation.get("description", ""),
            signed_in=bool(operation.get("security")) and {} not in operation["security"],
            parameters=[
                Part(one["name"], _kind(one["schema"]), one["required"], one.get("description", ""), one["in"])
                for one in operation["parameters"]
            ],
            body=_body(operation, document),
            answers=[(str(status), answer["description"]) for status, answer in operation["responses"].items()],
            example=_example(method.upper(), base + path, operation, document),
        )
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    ]


def shapes_of(document: dict[str, Any]) -> list[Shape]:
    """All schemas of an OpenAPI document, by name."""
    schemas = document["components"]["schemas"]
    return [Shape(name, schema.get("description", ""), list(_parts(schema))) for name, schema in sorted(schemas.items())]


def codes() -> list[Code]:
    """Every code a problem may have, by status."""
    found = {kind.code: Code(kind.code, kind.status, str(kind.message)) for kind in every_refusal() if kind is not Refused}
    return sorted(found.values(), key=lambda code: (code.status, code.code))


def _parts(schema: dict[str, Any]) -> Iterator[Part]:
    required = schema.get("required", ())
    for name, member in schema.get("properties", {}).items():
        yield Part(name, _kind(member), name in required, member.get("description", ""))


def _body(operation: dict[str, Any], document: dict[str, Any]) -> list[Part]:
    schema = _body_schema(operation, document)
    return list(_parts(schema)) if schema else []


def _body_schema(operation: dict[str, Any], document: dict[str, Any]) -> dict[str, Any] | None:
    if "requestBody" not in operation:
        return None
    name = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[1]
    return document["components"]["schemas"][name]


def _kind(schema: dict[str, Any]) -> str:
    """A schema in a few words, such as `integer, 1 to 100` or `list of ResponseOut`."""
    for choice in ("anyOf", "allOf"):
        if choice in schema:
            return " or ".join(_kind(one) for one in schema[choice])
    if "$ref" in schema:
        return schema["$ref"].rsplit("/", 1)[1]
    if "enum" in schema:
        return ", ".join(map(str, schema["enum"]))
    if schema.get("type") == "array":
        return f"list of {_kind(schema['items'])}"
    kind = "time (RFC 3339)" if schema.get("format") == "date-time" else schema.get("type", "anything")
    return f"{kind}{_bounds(schema)}"


def _bounds(schema: dict[str, Any]) -> str:
    if schema.get("maximum", 0) > 2**53:
        return ""
    if "maximum" in schema:
        return f", {schema.get('minimum', 0)} to {schema['maximum']}"
    return f", at most {schema['maxLength']} characters" if "maxLength" in schema else ""


def _example(method: str, url: str, operation: dict[str, Any], document: dict[str, Any]) -> str:
    """A request with curl that shows the operation."""
    for name in ("thread_id", "response_id"):
        url = url.replace(f"{{{name}}}", "1")
    if any(one["name"] == "url" for one in operation["parameters"]):
        url += "?url=/2026/11/20/rope-street-lamp/"
    elif any(one["name"] == "limit" for one in operation["parameters"]):
        url += "?order=newest&limit=20"
    lines = [f"curl '{url}'" if method == "GET" else f"curl -X {method} '{url}'"]
    if operation.get("security") and method != "GET":
        lines.append('-H "Authorization: Bearer $TOKEN"')
    if any(one["name"] == "idempotency-key" for one in operation["parameters"]):
        lines.append('-H "Idempotency-Key: $(uuidgen)"')
    if body := _body_schema(operation, document):
        said = (
            """{"ground": "house:insult"}"""
            if "ground" in body["properties"]
            else """{"text": "It was *dark* for nine years."}"""
        )
        lines += ["-H 'Content-Type: application/json'", f"-d '{said}'"]
    return " \\\n  ".join(lines)
