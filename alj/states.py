"""How commands call the states of workbooks and offices."""

from intake.language import NP_

STATUS = {
    "accepted": NP_("status", "accepted"),
    "accepted-with-warnings": NP_("status", "accepted, with warnings"),
    "partly-accepted": NP_("status", "partly accepted"),
    "refused": NP_("status", "refused"),
}
"""The states of a workbook that was checked."""

OFFICE_STATES = {
    "current": NP_("office-state", "up to date"),
    "partly-accepted": NP_("office-state", "rows held back"),
    "standing-on-older": NP_("office-state", "standing on an older workbook"),
    "nothing-received": NP_("office-state", "nothing received"),
}
"""The states of an office's data."""
