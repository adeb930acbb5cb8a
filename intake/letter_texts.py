"""The texts of the letters as a service gets them with a new workspace, to be changed in Word.

Plain, warm, and the same for everybody: a young person's letter says "you", the parents' says the youngster's name.
Braces hold the fields of `intake.letter_fields`; they are filled in a Word template, not here.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from intake.language import N_, NP_, Message
from intake.letter_kinds import FIRST, INVITATION, SECOND, Addressee, Kind

TAGLINE = N_("Action Locale pour Jeunes: support for young people who have left school")
OUR_REFERENCE = N_("Our reference:")
SIGNED = N_("The team of the {{ service }} {{ office_name }}")
TO_PARENTS = NP_("salutation", "Dear parents,")
TO_YOUNGSTER = NP_("salutation", "Dear {{ youngster }},")
PARENTS_CLOSING = NP_("closing of a letter to parents", "With kind regards,")
YOUNGSTER_CLOSING = NP_("closing of a letter to a youngster", "With kind regards,")

WHAT_WE_DO = N_(
    "The ALJ is a service of the Ministry of Education. We accompany young people who have left school without a"
    " diploma for as long as it takes to find a lasting solution: going back to school, an apprenticeship, a job, or"
    " another project of their own. Our support is voluntary and free of charge, and we treat what you tell us in"
    " confidence."
)
HOW_TO_REACH_US = N_(
    "Please call us, write to us or come by: our address, telephone number and e-mail stand at the top of this letter."
)


@dataclass(frozen=True)
class LetterText:
    """What one letter says between the address and the signature."""

    subject: Message
    salutation: Message
    paragraphs: tuple[Message, ...]
    closing: Message


TEXTS: Mapping[tuple[Kind, Addressee], LetterText] = {
    (FIRST, "parents"): LetterText(
        N_("Our offer of support for {{ youngster }}"),
        TO_PARENTS,
        (
            N_(
                "According to the pupil register, {{ youngster }} has not been at school since {{ left_school_on }}."
                " Perhaps a new path has been found already, perhaps it is still open: either way, we should be glad"
                " to hear from you."
            ),
            WHAT_WE_DO,
            N_(
                "We should like to meet {{ youngster }} and you, to listen, and to think together about what could come"
                " next. We suggest that you get in touch with us within the next two weeks."
            ),
            HOW_TO_REACH_US,
            N_(
                "If {{ youngster }} is back at school, in training or at work by now, a short word is enough, and we"
                " wish every success."
            ),
        ),
        PARENTS_CLOSING,
    ),
    (FIRST, "youngster"): LetterText(
        N_("Our offer of support for you"),
        TO_YOUNGSTER,
        (
            N_(
                "According to the pupil register, you have not been at school since {{ left_school_on }}. Perhaps you"
                " have found a new path already, perhaps it is still open: either way, we should be glad to hear from"
                " you."
            ),
            WHAT_WE_DO,
            N_(
                "We should like to meet you, to listen, and to think with you about what could come next. You decide"
                " how far we go together. We suggest that you get in touch with us within the next two weeks."
            ),
            HOW_TO_REACH_US,
            N_(
                "If you are back at school, in training or at work by now, a short word is enough, and we wish you"
                " every success."
            ),
        ),
        YOUNGSTER_CLOSING,
    ),
    (SECOND, "parents"): LetterText(
        N_("We are still there for {{ youngster }}"),
        TO_PARENTS,
        (
            N_(
                "Some time ago we wrote to you about {{ youngster }}. So far we have not been able to speak with you,"
                " and we should like to know how {{ youngster }} is getting on."
            ),
            WHAT_WE_DO,
            N_(
                "Our offer stands, whatever has happened in the meantime. A first talk commits you to nothing; it may"
                " take place at our office or wherever it suits you."
            ),
            HOW_TO_REACH_US,
            N_(
                "If you do not need our support, please tell us so, too: then we know that {{ youngster }} is well"
                " looked after."
            ),
        ),
        PARENTS_CLOSING,
    ),
    (SECOND, "youngster"): LetterText(
        N_("We are still there for you"),
        TO_YOUNGSTER,
        (
            N_(
                "Some time ago we wrote to you. So far we have not been able to speak with you, and we should like to"
                " know how you are getting on."
            ),
            WHAT_WE_DO,
            N_(
                "Our offer stands, whatever has happened in the meantime. A first talk commits you to nothing; it may"
                " take place at our office or wherever it suits you."
            ),
            HOW_TO_REACH_US,
            N_("If you do not need our support, please tell us so, too: then we know that all is well."),
        ),
        YOUNGSTER_CLOSING,
    ),
    (INVITATION, "parents"): LetterText(
        N_("Invitation to the workshop “Yes, ech wëll”"),
        TO_PARENTS,
        (
            N_(
                "In our talks, {{ youngster }} showed an interest in vocational training. So we should like to invite"
                " {{ youngster }} to our workshop “Yes, ech wëll”."
            ),
            N_(
                "The next group begins on {{ workshop_starts_on }}{% if workshop_place %} in {{ workshop_place }}"
                "{% endif %} and goes on until {{ workshop_ends_on }}."
            ),
            N_(
                "In a small group it is about the sense of work, one’s own role in a team, an internship in a company,"
                " and how to stay motivated until a place is found. Taking part is voluntary and free of charge."
            ),
            N_("There is a limited number of places. Please tell us before the first day whether we may keep one."),
            HOW_TO_REACH_US,
        ),
        PARENTS_CLOSING,
    ),
    (INVITATION, "youngster"): LetterText(
        N_("Invitation to the workshop “Yes, ech wëll”"),
        TO_YOUNGSTER,
        (
            N_(
                "In our talks, you showed an interest in vocational training. So we should like to invite you to our"
                " workshop “Yes, ech wëll”."
            ),
            N_(
                "The next group begins on {{ workshop_starts_on }}{% if workshop_place %} in {{ workshop_place }}"
                "{% endif %} and goes on until {{ workshop_ends_on }}."
            ),
            N_(
                "In a small group it is about the sense of work, your own role in a team, an internship in a company,"
                " and how to stay motivated until you find a place. Taking part is voluntary and free of charge."
            ),
            N_("There is a limited number of places. Please tell us before the first day whether we may keep one."),
            HOW_TO_REACH_US,
        ),
        YOUNGSTER_CLOSING,
    ),
}  # fmt: skip
