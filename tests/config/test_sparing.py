"""What is left out at the start can be had later."""

import subprocess
import sys

PROGRAM = """
import os, sys
os.environ |= {"DJANGO_SETTINGS_MODULE": "tertulia.config.settings", "TERTULIA_DATA": sys.argv[1]}
from tertulia.config.sparing import import_sparingly
import_sparingly()
import django
django.setup()
import rest_framework.serializers
print("pygments" in sys.modules)
import pygments, requests
print(pygments.__version__ > "")
"""


def test_nothing_is_hidden_from_whoever_asks_later(tmp_path):
    said = subprocess.run([sys.executable, "-c", PROGRAM, str(tmp_path)], capture_output=True, text=True, check=True).stdout
    assert said.split() == ["False", "True"]
