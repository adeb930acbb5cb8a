"""What labels were called before: workbooks already handed out bear the old ones, and are read all the same.

Keyed by workbook, sheet and column ("office.leavers.listed_on"), by workbook and sheet ("office.leavers"), or by code
list and code ("track.dap"). Whoever changes a label in the code or in a catalogue adds the old one here, in whatever
language it was; `tests/published_labels.txt` knows every label ever published and notices one that nobody reads.
"""

from collections.abc import Mapping

FORMER_LABELS: Mapping[str, tuple[str, ...]] = {}
