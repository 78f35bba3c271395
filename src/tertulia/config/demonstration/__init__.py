"""The demonstration: The Quay, a newsroom that never was, with its stories, its people and their quarrels.

Words lie in files: `stories/*.md`, `threads/*.txt` under the same name, `foghorn.toml` for the crowd. All of it is invented.
"""
