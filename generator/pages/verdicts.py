"""The words for how a share stands beside another; a page never says more of a difference than these."""

from collections.abc import Mapping
from typing import Final

from generator.comparing import Verdict
from intake.language import N_, Message

VERDICTS: Final[Mapping[Verdict, Message]] = {
    "none": N_("nobody yet"),
    "few": N_("too few to compare"),
    "alike": N_("no clear difference"),
    "perhaps-lower": N_("lower, perhaps by chance"),
    "perhaps-higher": N_("higher, perhaps by chance"),
    "lower": N_("clearly lower"),
    "higher": N_("clearly higher"),
}
