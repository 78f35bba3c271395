"""`python -m tertulia` is the `tertulia` command."""

import sys

from tertulia.config.commands import main

if __name__ == "__main__":
    sys.exit(main())
