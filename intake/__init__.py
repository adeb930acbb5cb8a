"""From an office's workbook to the register.

A workbook is pre-checked and read into rows of plain cells (`precheck`, `workbook`); its sheets and columns are found
by label (`labels`), its cells become typed values (`values`), its rows are checked against the declaration (`checks`,
`references`), and the accepted rows of all offices are merged into one register without anything that identifies
a person (`submissions`, `standing`, `identity`, `merging`, `register`). What an office must mend travels beside the
rows as `problems`.
The declaration itself is in `tables` and `codes`; `template` turns it into a workbook to fill.
"""
