"""The ASGI layer before Django: limits, timeouts, and what can be answered without it."""
