from offhook import problems
from offhook.problems import Problem


def test_a_problem_says_everything_once() -> None:
    problem = Problem("limit-reached", "A limit is reached", "No more calls today.", status=429, until="midnight")
    assert (problem.type, problem.title, problem.detail, problem.status) == (
        "limit-reached",
        "A limit is reached",
        "No more calls today.",
        429,
    )
    assert (problem.field, problem.extra) == (None, {"until": "midnight"})
    assert str(problem) == "No more calls today."
    assert repr(problem) == "Problem('limit-reached', 'No more calls today.')"


def test_kinds_of_problems_have_their_status() -> None:
    assert problems.invalid("name", "Too long.").status == 422
    assert problems.invalid_number("to", "Too short.").field == "to"
    assert problems.not_found("line", "line_1").status == 404
    assert problems.conflict("taken", "Taken", "It is taken.").status == 409
    assert problems.forbidden("No.").status == 403
    assert problems.unavailable("away", "Away", "Try later.").status == 503
