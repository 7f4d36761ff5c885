import pytest

from bench.sipp import Counts, counts

NAMES = "CurrentTime;FailedCall(P);FailedCall(C);Retransmissions(C);GenericCounter1(P);GenericCounter1(C);\n"


def test_the_last_whole_line_counts() -> None:
    text = NAMES + "1;0;1;2;3;4;\n" + "2;0;5;6;7;8;\n" + "3;0;9"
    assert counts(text) == Counts(completed=8, again=6, failed=5)


def test_what_came_since_is_a_difference() -> None:
    assert Counts(8, 6, 5).since(Counts(4, 2, 1)) == Counts(4, 4, 4)


@pytest.mark.parametrize("text", ["", NAMES[:20], NAMES, NAMES + "1;0;1;2"])
def test_before_the_first_line_there_is_nothing(text: str) -> None:
    with pytest.raises(ValueError, match="no statistics yet"):
        counts(text)


def test_a_sipp_that_counts_otherwise_is_refused() -> None:
    with pytest.raises(ValueError, match=r"lack GenericCounter1\(C\)"):
        counts("FailedCall(C);Retransmissions(C)\n0;0\n")
