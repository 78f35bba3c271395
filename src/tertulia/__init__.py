"""Tertulia publishes a newsroom's stories and hosts the readers' responses under them."""

__version__ = "0.1.0"
