"""From the facts of an audience to its pages: one file a page kind, one function a page.

`view.py` is what each of them has at hand; `draft.py` what each returns; `tiles.py`, `case_cells.py` and
`office_charts.py` make what several pages show; `nav.py` the navigation; `sites.py` calls them all, has the charts
drawn in one go and puts the sites together. Pages are pure functions of the facts: nothing is read or written here.
"""
