"""The one declaration of the workbooks: sheets, columns, types, code lists, rules and privacy classes.

`declare` holds the words of the declaration; each other file declares one workbook in them. Template, reader, checks,
messages, sample data and the data dictionary derive from here.
"""

from intake.tables.monthly_list import MONTHLY_LIST
from intake.tables.office import OFFICE_WORKBOOK
from intake.tables.reference import REFERENCE_WORKBOOK

WORKBOOKS = (OFFICE_WORKBOOK, MONTHLY_LIST, REFERENCE_WORKBOOK)
"""Every workbook that the tool writes and reads."""

__all__ = ["MONTHLY_LIST", "OFFICE_WORKBOOK", "REFERENCE_WORKBOOK", "WORKBOOKS"]
