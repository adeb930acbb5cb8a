"""What our scripts say on a page: each page brings these words in the reader's language (`words.js`)."""

from collections.abc import Mapping

from intake.language import N_, Language, Message

WORDS: Mapping[str, Message] = {
    # Above a table, and in its heads.
    "find": N_("Find a word"),
    "all": N_("All"),
    "rows": N_("{shown} of {all} rows"),
    "none": N_("No row fits what you chose."),
    "show_all": N_("Show all rows"),
    "sort": N_("Sort by: {column}"),
    "order": N_("Order"),
    "as_listed": N_("As listed"),
    "ascending": N_("{column}, ascending"),
    "descending": N_("{column}, descending"),
    "download": N_("Download what is shown as {kind}: {table}"),
    "more": N_("{column}: more"),
    # The search.
    "search": N_("Search"),
    "search_hint": N_("Case, office or word"),
    "found": N_("{n} found"),
    "of_hits": N_("{shown} of {all}"),
    "nothing_found": N_("Nothing found."),
    "kind_case": N_("Cases"),
    "kind_office": N_("Offices"),
    "kind_definition": N_("Definitions"),
    "kind_page": N_("Pages"),
    "kind_heading": N_("Tables and charts"),
    "kind_problem": N_("Problems and cures"),
}


def script_words(language: Language) -> dict[str, str]:
    """Return the words by the key that the scripts ask for; fields in braces stay for them to fill in."""
    return {key: language.text(message) for key, message in WORDS.items()}
