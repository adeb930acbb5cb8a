"""Templates, theme, styles, script and catalogues of the sites: data only, no code."""
