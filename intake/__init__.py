"""From an office's workbook to the register.

A workbook is pre-checked and read into rows of plain cells (`precheck`, `workbook`); its sheets and columns are found
by label (`labels`), its cells become typed values (`values`), its rows are checked against the declaration (`checks`,
`references`), and the accepted rows of all offices are merged into one register without anything that identifies
a person (`submissions`, `standing`, `identity`, `merging`, `register`). What an office must mend travels beside the
rows as `problems`.
Back to the offices go their marked workbooks (`feedback`), the workbook of the month (`month_workbook`: the same with
rows behind) and their letters: who gets which (`letters_due`), the Word templates as they are declared and as they come
back from the service (`letter_layout`, `letter_templates`), and the files (`letters`).
The declaration itself is in `tables` and `codes`; `template` turns it into a workbook to fill.
"""
