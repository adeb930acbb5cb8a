"""`python -m alj` is `alj`."""

import sys

from alj.cli import main

if __name__ == "__main__":
    sys.exit(main())
