"""From the register to the sites.

The register becomes the state of each case at a date (`caseload`), the cases become figures (`indicators`), the figures
become charts and pages (`charts`, `pages`), each filtered to its audience first (`audience`), and `site` puts
charts and tables into the `frames` that the site builder made of the pages' Markdown (`builder`). Nothing here reads a
workbook.
"""
