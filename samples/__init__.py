"""A made-up service: offices, schools, young people and what happened to them, written as real workbooks.

Nobody here exists. The same seed gives the same workbooks.
"""
