"""The sheets of the office workbook on what the service runs beside the cases: workshop, Youth Guarantee, OSNA."""

from collections.abc import Mapping
from typing import ClassVar

import dataframely as dy
import polars as pl

from intake import codes
from intake.language import N_
from intake.tables import declare as column
from intake.tables.declare import CaseSheet, Fault, Sheet, SheetInfo

CHOOSE = N_("Choose from the list.")

WORKSHOP_STEPS = (
    N_("The sense of work and an active life"),
    N_("My role within the team"),
    N_("How does the team see me"),
    N_("My part in a company"),
    N_("Staying motivated"),
)
"""The five steps of the workshop "Yes, ech wëll", in their order."""


class Workshops(Sheet):
    """A row a group of the workshop "Yes, ech wëll"."""

    INFO: ClassVar = SheetInfo("workshops", N_("Workshops"), N_("One row for each group “Yes, ech wëll”."), room=12)
    KEY: ClassVar = ("workshop",)
    HOLD_ALL_DUPLICATES: ClassVar = True
    FAULTS: ClassVar[Mapping[str, Fault]] = {
        "key_is_unique": Fault("duplicate-workshop", "workshop"),
        "ends_after_start": Fault("ended-before-started", "ends_on", also="starts_on"),
    }

    workshop = column.workshop_number(N_("Workshop number"), N_("As in YW-2627-03, agreed with the coordinators."))
    # Not needed, though it is asked for when it is missing: no participant is to wait for the name of a commune.
    place = column.reference(("communes", "commune"), N_("Place"), N_("The commune where the group meets."), width=20)
    starts_on = column.date(N_("Starts on"), N_("The first day."), need="needed", future=True)
    ends_on = column.date(N_("Ends on"), N_("Four months later."), need="needed", future=True)
    places = column.integer(N_("Places"), N_("How many may take part."), need="needed", low=1, high=99)
    days_held = column.integer(N_("Days held"), N_("Days on which the group has met so far."), high=150)

    @dy.rule()
    def ends_after_start(cls) -> pl.Expr:
        """A group ends after it has started."""
        return cls.ends_on.col > cls.starts_on.col


class Participants(CaseSheet):
    """A row a participant of a workshop group."""

    INFO: ClassVar = SheetInfo(
        "participants", N_("Participants"), N_("One row for each youngster in a group."), room=120
    )
    KEY: ClassVar = ("workshop", "case")
    FAULTS: ClassVar[Mapping[str, Fault]] = {
        "key_is_unique": Fault("duplicate-row", "workshop"),
        "internship_after_joining": Fault(
            "internship-before-joining", "internship_from", empties=True, also="joined_on"
        ),
        "left_after_joining": Fault("left-before-joining", "left_early_on", empties=True, also="joined_on"),
    }

    workshop = column.workshop_number(
        N_("Workshop number"), N_("A number of the sheet Workshops."), refers_to=("workshops", "workshop")
    )
    joined_on = column.date(N_("Joined on"), N_("The first day in the group."), need="needed", future=True)
    step_1_on = column.date(N_("Step 1 done on"), WORKSHOP_STEPS[0])
    step_2_on = column.date(N_("Step 2 done on"), WORKSHOP_STEPS[1])
    step_3_on = column.date(N_("Step 3 done on"), WORKSHOP_STEPS[2])
    step_4_on = column.date(N_("Step 4 done on"), WORKSHOP_STEPS[3])
    step_5_on = column.date(N_("Step 5 done on"), WORKSHOP_STEPS[4])
    days_attended = column.integer(N_("Days attended"), N_("Days present so far."), high=150)
    firm = column.text(N_("Internship firm"), N_("Where the internship is."), privacy="T", width=24)
    internship_from = column.date(N_("Internship from"), N_("The first day of the internship."), future=True)
    left_early_on = column.date(N_("Left early on"), N_("Only when the youngster left before the end."))
    leaving_reason = column.code(codes.LEAVING_WORKSHOP, N_("Reason for leaving it"), N_("Why they left early."))

    @dy.rule()
    def internship_after_joining(cls) -> pl.Expr:
        """The internship is part of the workshop."""
        return cls.internship_from.col >= cls.joined_on.col

    @dy.rule()
    def left_after_joining(cls) -> pl.Expr:
        """Nobody leaves a group before joining it."""
        return cls.left_early_on.col >= cls.joined_on.col


class YouthGuarantee(CaseSheet):
    """A row a case under the Youth Guarantee: its path, and the day of each phase."""

    INFO: ClassVar = SheetInfo(
        "youth_guarantee", N_("Youth Guarantee"), N_("One row for each case: its path and its four phases."), room=400
    )
    KEY: ClassVar = ("case",)
    FAULTS: ClassVar[Mapping[str, Fault]] = {
        "key_is_unique": Fault("duplicate-row", "case"),
        "guided_after_informed": Fault("phases-out-of-order", "guided_on", empties=True, also="informed_on"),
        "signed_after_guided": Fault("phases-out-of-order", "signed_on", empties=True, also="guided_on"),
        "implemented_after_signed": Fault("phases-out-of-order", "implemented_from", empties=True, also="signed_on"),
    }

    path = column.code(codes.GUARANTEE_PATH, N_("Path"), N_("Job: ADEM. School: ALJ. Activation: SNJ."), need="needed")
    unemployed_since = column.date(N_("Unemployed since"), N_("When unemployment began after leaving school."))
    informed_on = column.date(N_("Informed on"), N_("Phase 1: told of the Youth Guarantee."))
    guided_on = column.date(N_("Guided on"), N_("Phase 2: guidance began."))
    signed_on = column.date(N_("Contract signed on"), N_("Phase 3: the contract was signed."))
    implemented_from = column.date(N_("Implementation from"), N_("Phase 4: the plan is carried out."), future=True)

    @dy.rule()
    def guided_after_informed(cls) -> pl.Expr:
        """Guidance follows information."""
        return cls.guided_on.col >= cls.informed_on.col

    @dy.rule()
    def signed_after_guided(cls) -> pl.Expr:
        """A contract follows guidance."""
        return cls.signed_on.col >= cls.guided_on.col

    @dy.rule()
    def implemented_after_signed(cls) -> pl.Expr:
        """Implementation follows the contract."""
        return cls.implemented_from.col >= cls.signed_on.col


class Interventions(Sheet):
    """A row a class in which the programme OSNA was presented."""

    INFO: ClassVar = SheetInfo(
        "interventions", N_("Class interventions"), N_("One row for each class visited (OSNA)."), room=120
    )
    KEY: ClassVar = ("held_on", "school", "class_name")
    FAULTS: ClassVar[Mapping[str, Fault]] = {
        "key_is_unique": Fault("duplicate-row", "class_name"),
        "offered_to_those_present": Fault("more-than-present", "offered", empties=True, also="pupils"),
        "taken_up_of_those_offered": Fault("more-than-offered", "taken_up", empties=True, also="offered"),
    }

    held_on = column.date(N_("Held on"), N_("The day of the intervention."), need="key")
    school = column.reference(("schools", "code"), N_("School"), CHOOSE, need="key")
    class_name = column.text(N_("Class"), N_("The class's name at its school."), need="key", width=12)
    teacher = column.reference(("teachers", "code"), N_("Teacher"), N_("The attached teacher's code."), privacy="T")
    pupils = column.integer(N_("Pupils present"), N_("How many pupils were there."), need="needed", high=200)
    topic = column.text(N_("Topic"), N_("What it was about."), privacy="T", width=30)
    offered = column.integer(N_("Offered individual support"), N_("To how many pupils."), high=200)
    taken_up = column.integer(N_("Took it up"), N_("How many accepted."), high=200)

    @dy.rule()
    def offered_to_those_present(cls) -> pl.Expr:
        """Support is offered to pupils who were there."""
        return cls.offered.col <= cls.pupils.col

    @dy.rule()
    def taken_up_of_those_offered(cls) -> pl.Expr:
        """Support is taken up by pupils to whom it was offered."""
        return cls.taken_up.col <= cls.offered.col
