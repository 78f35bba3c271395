"""The floor: a Granian ASGI application that answers everything with the same bytes and headers.

python -m bench.constant PORT FILE, where FILE holds JSON: {"headers": [[name, value], …], "body": base64}.
"""

import base64
import json
import sys
from pathlib import Path
from typing import Any

from granian.constants import HTTPModes, Interfaces, Loops
from granian.http import HTTP1Settings
from granian.server import Server


def make_application(answer: dict[str, Any]) -> Any:
    body = base64.b64decode(answer["body"])
    headers = [(name.encode(), value.encode()) for name, value in answer["headers"]]

    async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": body})

    return application


if __name__ == "__main__":
    answer = json.loads(Path(sys.argv[2]).read_text())
    Server(
        "constant",
        address="127.0.0.1",
        port=int(sys.argv[1]),
        interface=Interfaces.ASGINL,
        loop=Loops.uvloop,
        workers=1,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(max_buffer_size=32_768, header_read_timeout=10_000, pipeline_flush=False),
        websockets=False,
        log_enabled=False,
    ).serve(target_loader=lambda *_ignored: make_application(answer))
