"""Builds the app and serves it, nothing else: `python app.py` is `interviewer serve`."""

import sys

from interviewer.cli import main

if __name__ == "__main__":
    sys.argv.insert(1, "serve")
    main()
