"""The description that Google's client libraries read before they call (Google API discovery, `discovery#restDescription`)."""

from typing import Any

_PARAMETERS = {
    "key": {"type": "string", "location": "query", "description": "API key."},
    "alt": {"type": "string", "location": "query", "enum": ["json"], "default": "json"},
    "prettyPrint": {"type": "boolean", "location": "query", "default": "true"},
}


def discovery_document(root_url: str) -> dict[str, Any]:
    """The document for a server at `root_url`, which ends with a slash."""
    return {
        "kind": "discovery#restDescription",
        "discoveryVersion": "v1",
        "id": "commentanalyzer:v1alpha1",
        "name": "commentanalyzer",
        "version": "v1alpha1",
        "title": "Perspective Comment Analyzer API, answered by Tertulia",
        "protocol": "rest",
        "rootUrl": root_url,
        "servicePath": "",
        "baseUrl": root_url,
        "batchPath": "batch",
        "parameters": _PARAMETERS,
        "schemas": {
            name: {"id": name, "type": "object", "additionalProperties": {"type": "any"}}
            for name in (
                "AnalyzeCommentRequest",
                "AnalyzeCommentResponse",
                "SuggestCommentScoreRequest",
                "SuggestCommentScoreResponse",
            )
        },
        "resources": {
            "comments": {
                "methods": {
                    "analyze": _method("analyze", "AnalyzeComment"),
                    "suggestscore": _method("suggestscore", "SuggestCommentScore"),
                }
            }
        },
    }


def _method(name: str, schema: str) -> dict[str, Any]:
    path = f"v1alpha1/comments:{name}"
    return {
        "id": f"commentanalyzer.comments.{name}",
        "path": path,
        "flatPath": path,
        "httpMethod": "POST",
        "parameters": {},
        "parameterOrder": [],
        "request": {"$ref": f"{schema}Request"},
        "response": {"$ref": f"{schema}Response"},
    }
