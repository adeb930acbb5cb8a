"""What a command prints on standard output at its end: lines for a person, or one JSON object for a program."""

import argparse
import json
from collections.abc import Iterable, Mapping
from typing import Any


def print_result(options: argparse.Namespace, lines: Iterable[str], result: Mapping[str, Any]) -> None:
    """Print the lines, or the result where `--format json` asks for it."""
    if options.format == "json":
        print(json.dumps(result, indent=1))
        return
    for line in lines:
        print(line)
