"""`python -m benchmarks.naive FOLDER`: the demo's pages in the straightforward way."""

import argparse
from pathlib import Path

from benchmarks.naive.way import from_nothing

parser = argparse.ArgumentParser()
parser.add_argument("folder", type=Path)
parser.add_argument("--seed", type=int, default=1)
parser.add_argument("--scale", type=float, default=1.0)
asked = parser.parse_args()
from_nothing(asked.folder, asked.seed, asked.scale)
