"""Measurements: ratios taken side by side in one run, never absolute times held against a limit."""
