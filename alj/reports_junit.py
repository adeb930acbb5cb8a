"""The report that most CI services read as tests: a suite a workbook, a test case a sheet and one for the file."""

from collections.abc import Sequence

from junitparser import Failure, JUnitXml, TestCase, TestSuite

from alj.reports import Reported, sheets_of
from intake.language import N_, Language, Message
from intake.problems import Problem, with_messages

FILE = N_("The file")
NOT_XML = {
    code: "\ufffd" for code in (*range(0x20), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF) if chr(code) not in "\t\n\r"
}
"""What XML 1.0 can't hold in any form."""


def junit(reported: Sequence[Reported], language: Language) -> str:
    """Return the report as XML, by the schema that Jenkins and GitLab read.

    Errors of a sheet are one failure with a line for each kind, as services show the first failure of a test case
    alone; warnings are its output.
    """
    report = JUnitXml("alj check")
    for one in reported:
        suite = TestSuite(one.name)
        for case in _cases(one, language):
            suite.add_testcase(case)
        report.add_testsuite(suite)
    text: str = report.tostring().decode("utf-8")
    return text + "\n"


def _cases(one: Reported, language: Language) -> list[TestCase]:
    """Return the test cases; of a refused workbook only those with problems, as none of its rows was looked at."""
    sheets: list[tuple[str | None, Message]] = [(None, FILE), *sheets_of(one).items()]
    cases = []
    for sheet, title in sheets:
        problems = [problem for problem in one.checked.problems if problem.sheet == sheet]
        if problems or not one.checked.refused:
            cases.append(_case(one, language.text(title), problems, language))
    return cases


def _case(one: Reported, title: str, problems: Sequence[Problem], language: Language) -> TestCase:
    case = TestCase(title, classname=one.name)
    errors = [problem for problem in problems if problem.severity == "error"]
    warnings = [problem for problem in problems if problem.severity == "warning"]
    if errors:
        lines = _lines(errors, language, one.workbook)
        failure = Failure(lines[0], errors[0].code)
        failure.text = "\n".join(lines)
        case.result = [failure]
    if warnings:
        case.system_out = "\n".join(_lines(warnings, language, one.workbook))
    return case


def _lines(problems: Sequence[Problem], language: Language, workbook: str) -> list[str]:
    return [message.translate(NOT_XML) for _, message in with_messages(problems, language, workbook)]
