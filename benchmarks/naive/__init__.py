"""The straightforward way to the demo's pages, to hold the product's time against: `python -m benchmarks.naive FOLDER`.

pandas reads the workbooks with openpyxl, each once; the rules are pandas; each chart is a figure of pyplot, saved with
`bbox_inches="tight"` where it stands; charts and tables stand in the Markdown; MkDocs builds one site after the other;
one process does it all and keeps nothing. That it comes to the same register and the same pages is shown by
`benchmarks.naive.same`.

In pandas, written anew:

- `reading`, `cover`: sheets and columns found by their labels in any language, and the cover
- `cells`: cells to types, code lists by label in any language
- `rules`, `linking`, `second_looks`, `checking`: needed cells, keys, rules of rows, references, warnings
- `merging`: which workbook supplies a case, what is superseded, who was a minor, the register

Shared with the product, so that the comparison can only be kinder to the straightforward way:

- declarations, labels, code lists, settings; the samples' workbooks, written by the same code in this one process
- how a cell that does not fit is told (`convert_cell`), the problems' words and their order
- which workbook stands of those that an office sent (`latest_submissions`), persons by keyed number and name
  (`PersonLookup`), one owner a case (`one_owner`): they compare texts and walk through histories, row by row
- from the register on: `caseload`, `derive_facts`, editions, what the ministry is told, the pages' drafts, what
  each kind of chart draws onto its figure, and how MkDocs is configured

Left out, which the product does in its time: the pre-check of hostile files, macros, hidden and merged cells, sheets
and columns that nobody knows, headers that stand again among the rows, errors of formulas, bytes that came twice,
erasures, a second reference workbook; the proofs of sums, the search for leaks and dead links; marked workbooks, the
report, figures and register on disk, and whatever is kept for the next build.
"""
