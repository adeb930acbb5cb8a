"""Each page kind of each audience, in both schemes and at three widths: nothing keeps people from reading it.

axe-core looks for what a machine can see of that: contrast, names, roles, order of headings, what can be focused.
"""

from collections.abc import Collection, Iterator
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from tests.test_browser import PAGES, Sites, faultless, sites  # noqa: F401 (the fixture)

pytestmark = pytest.mark.browser

WIDTHS = (1440, 768, 390)
LOOKED_AT = {"light": (1440,), "dark": (390,)}
"""The width at which axe-core looks at pages: a look takes seconds. At all widths in the long form."""
SEEN_ELSEWHERE = "coordination/offices/"
"""The pages of an office are looked at on its own site; in the long form here too."""
DARK = (
    "coordination/index", "coordination/compare", "coordination/data-quality",
    "office-MIN/index", "office-MIN/caseload", "office-MIN/workshop", "office-MIN/outcomes",
    "ministry/index", "ministry/tables",
)  # fmt: skip
"""Pages with tiles, charts, tables and marks, whose colours the dark scheme changes; all pages in the long form."""
GRAVE = ("serious", "critical")
RUN = "axe.run(document, {resultTypes: ['violations']})"


@pytest.fixture(scope="module", params=LOOKED_AT)
def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def page(sites: Sites, scheme: str) -> Iterator[Any]:  # noqa: F811
    """One page of the browser for all, in a scheme."""
    context = sites.chromium.new_context(color_scheme=scheme)
    yield context.new_page()
    context.close()


def faults(page: Any) -> list[str]:
    """What axe-core finds that is serious or critical: its rule, and where."""
    page.evaluate(AXE_SCRIPT)
    return [
        f"{found['id']}: {node['target']} {node['failureSummary']}"
        for found in page.evaluate(RUN)["violations"]
        if found["impact"] in GRAVE
        for node in found["nodes"]
    ]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_keeps_nobody_from_reading_it(sites: Sites, page: Any, scheme: str, name: str) -> None:  # noqa: F811
    is_looked_at = name in DARK if scheme == "dark" else not name.startswith(SEEN_ELSEWHERE)
    keeps_nobody_from_reading(sites, page, name, LOOKED_AT[scheme] if is_looked_at else ())


@pytest.mark.soak
@pytest.mark.parametrize("name", PAGES)
def test_a_page_keeps_nobody_from_reading_it_at_any_width(sites: Sites, page: Any, name: str) -> None:  # noqa: F811
    keeps_nobody_from_reading(sites, page, name, WIDTHS)


def keeps_nobody_from_reading(on: Sites, page: Any, name: str, looked_at: Collection[int]) -> None:
    """Look at a page of a site at each width: its own faults, what it says and asks for, and whether all of it fits."""
    with faultless(page, on.address):
        page.goto(on.url(name))
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert width not in looked_at or faults(page) == [], width


def test_what_is_hard_to_read_is_told(page: Any) -> None:
    page.set_content(
        '<html lang="en"><title>a</title><main><h1>a</h1><p style="color:#777;background:#888">grey</p></main>'
    )
    assert [fault.partition(":")[0] for fault in faults(page)] == ["color-contrast"]
