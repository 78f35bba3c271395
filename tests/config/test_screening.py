import os
import subprocess
import sys


def test_a_model_that_is_none_is_told_before_anything_starts(tmp_path):
    (tmp_path / "no.bin").write_bytes(b"no model")
    asked = [sys.executable, "-m", "tertulia", "run", "--only", "scoring", "--port", "0"]
    environment = {**os.environ, "TERTULIA_SCREENING_MODEL": str(tmp_path / "no.bin"), "TERTULIA_SCORING_KEYS": '["key"]'}
    refused = subprocess.run(asked, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert refused.returncode != 0
    assert "TERTULIA_SCREENING_MODEL: not a screening model file" in refused.stderr
