"""Tertulia measured beside constant bytes, a static file and Isso, in one run: `make bench` or `python -m bench`."""
