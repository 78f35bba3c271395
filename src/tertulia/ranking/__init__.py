"""Scores and orders as pure functions: no Django, no database, no clock."""
