"""`python -m countersign`: the same as the `countersign` command."""

import sys

from countersign.cli import main

sys.exit(main())
